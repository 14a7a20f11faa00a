using System.Text;
using Darts.Notebooks.Pictures;

namespace Darts.Notebooks.Tests.Pictures;

public class IndexedPictures
{
    [Fact]
    public void A_palette_of_few_colours_loses_nothing()
    {
        int[] pixels = [0xFFFFFF, 0x102030, 0xFFFFFF, 0xFFFFFE];

        var palette = Palette.Of(pixels);

        Assert.Equal(0xFFFFFF, palette.Colors[0]);
        Assert.Equal(pixels, palette.Places.Select(place => palette.Colors[place]));
    }

    [Fact]
    public void A_palette_of_many_colours_keeps_the_frequent_ones_and_stays_near_the_others()
    {
        // A background and 4,096 shades of it, four apart in red and four in green.
        int[] pixels = [.. Enumerable.Repeat(0x00FF80, 500), .. Enumerable.Range(0, 4096).Select(i => (i / 64 * 4 << 16) | (i % 64 * 4 << 8) | 0x80)];

        var palette = Palette.Of(pixels);

        Assert.True(palette.Colors.Length <= 256, $"{palette.Colors.Length} colours.");
        Assert.Equal(0x00FF80, palette.Colors[palette.Places[0]]);
        for (var i = 0; i < pixels.Length; i++)
        {
            var difference = Enumerable.Range(0, 3).Max(channel => Math.Abs(((pixels[i] >> (8 * channel)) & 255) - ((palette.Colors[palette.Places[i]] >> (8 * channel)) & 255)));
            Assert.True(difference <= 32, $"{pixels[i]:X6} became {palette.Colors[palette.Places[i]]:X6}.");
        }
    }

    [Fact]
    public void Frequent_colours_that_are_almost_alike_stay_apart()
    {
        // A hundred neighbouring shades of a heat map, and 4,096 colours that occur once.
        int[] pixels = [.. Enumerable.Range(0, 1000).Select(i => 0xFFFF00 | (i % 100)), .. Enumerable.Range(0, 4096).Select(i => (i / 64 * 3 << 16) | (i % 64 * 4 << 8) | 0xFF)];

        var palette = Palette.Of(pixels);

        Assert.True(palette.Colors.Length <= 256, $"{palette.Colors.Length} colours.");
        Assert.Equal(pixels[..1000], palette.Places[..1000].Select(place => palette.Colors[place]));
    }

    [Fact]
    public async Task A_picture_of_flat_colours_survives_pixel_for_pixel()
    {
        if (Chromium.Find() is not { } browser)
        {
            Assert.Skip("Chromium is not here.");
            return;
        }
        using var folder = new TemporaryFolder();
        var page = SvgPage.Of("<svg xmlns='http://www.w3.org/2000/svg' width='60' height='40'><rect x='10' y='10' width='20' height='20' fill='#ff8000'/></svg>");
        var png = await browser.DrawAsync(page, folder.Path, TestContext.Current.CancellationToken);

        var raster = PngReader.Read(png)!;

        Assert.Equal((60, 40), (raster.Width, raster.Height));
        Assert.Equal(400, raster.Pixels.Count(color => color == 0xFF8000));
        Assert.Equal(2000, raster.Pixels.Count(color => color == 0xFFFFFF));
        Assert.Equal(0xFF8000, raster.Pixels[(29 * 60) + 10]);
        // Read back by a program that no one here wrote.
        var again = await browser.DrawAsync(
            SvgPage.Of($"<svg xmlns='http://www.w3.org/2000/svg' width='60' height='40'><image width='60' height='40' href='data:image/png;base64,{Convert.ToBase64String(IndexedPng.Of(png))}'/></svg>"),
            folder.Path,
            TestContext.Current.CancellationToken);
        Assert.Equal(raster.Pixels, PngReader.Read(again)!.Pixels);
    }

    [Fact]
    public void A_PNG_of_another_kind_stays_as_it_is()
    {
        // The header of a picture in shades of grey.
        byte[] grey = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, 0, 0, 0, 13, .. Encoding.ASCII.GetBytes("IHDR"), 0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0, 0, 0, 0, 0];

        Assert.Same(grey, IndexedPng.Of(grey));
    }
}
