using Darts.Notebooks.Reports;

namespace Darts.Notebooks.Tests.Reports;

public class AnsiTexts
{
    [Theory]
    [InlineData("plain <&>", "plain &lt;&amp;&gt;")]
    [InlineData("\u001b[31mred\u001b[0m plain", "<span class=\"ansi-1\">red</span> plain")]
    [InlineData("\u001b[1;92mbold\u001b[22m light\u001b[39m plain", "<span class=\"ansi-bold ansi-10\">bold</span><span class=\"ansi-10\"> light</span> plain")]
    [InlineData("\u001b[4;3;9ma\u001b[24;23;29mb", "<span class=\"ansi-italic ansi-underline ansi-strike\">a</span>b")]
    [InlineData("\u001b[7ma\u001b[27mb", "<span class=\"ansi-inverse\">a</span>b")]
    [InlineData("\u001b[38;5;1ma\u001b[48;5;196mb", "<span class=\"ansi-1\">a</span><span class=\"ansi-1\" style=\"background-color:#ff0000\">b</span>")]
    [InlineData("\u001b[38;5;244ma", "<span style=\"color:#808080\">a</span>")]
    [InlineData("\u001b[38;2;1;2;300ma\u001b[mb", "<span style=\"color:#0102ff\">a</span>b")]
    [InlineData("\u001b[38:5:196ma", "<span style=\"color:#ff0000\">a</span>")]
    [InlineData("\u001b[44ma\u001b[49mb", "<span class=\"ansi-bg-4\">a</span>b")]
    [InlineData("\u001b[2Ka\u001b[1Gb\u001b]0;title\u0007c", "abc")]
    [InlineData("\u001b[38;5ma\u001b[38;2;1mb", "ab")]
    [InlineData("\u001b[999999999999mend\u001b[", "end\u001b[")]
    public void Colours_and_weights_become_spans_and_other_sequences_go(string text, string html) => Assert.Equal(html, AnsiText.ToHtml(text));
}
