using System.Text.RegularExpressions;
using Darts.Notebooks.Reports;

namespace Darts.Notebooks.Tests.Reports;

public partial class CSharpTexts
{
    [Fact]
    public void Comments_keywords_strings_and_numbers_have_their_classes() => Assert.Equal(
        "<span class=\"keyword\">var</span> x = <span class=\"number\">1.5e3</span>; <span class=\"comment\">// &lt;why&gt;</span>\n"
        + "<span class=\"keyword\">return</span> <span class=\"string\">&quot;a&quot;</span>;",
        CSharpColors.ToHtml("var x = 1.5e3; // <why>\nreturn \"a\";"));

    [Theory]
    [InlineData("#r \"a.dll\"\n#!import kit.csx\nvar s = $\"a {1 + x:0.0} b\"; /* c */\n\tvar raw = \"\"\"\n  <b>\n  \"\"\";\n")]
    [InlineData("not { C# at all ' \"")]
    [InlineData("#!markdown\n# A *title*")]
    [InlineData("#if DEBUG\nleft out\n#endif\nvar x = 1;")]
    [InlineData("// é 😀 only a comment")]
    [InlineData("")]
    public void No_character_is_lost_or_added(string code) =>
        Assert.Equal(code, System.Net.WebUtility.HtmlDecode(Tag().Replace(CSharpColors.ToHtml(code), "")));

    [GeneratedRegex("</?span[^>]*>")]
    private static partial Regex Tag();
}
