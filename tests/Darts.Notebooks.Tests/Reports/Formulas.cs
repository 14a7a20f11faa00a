using System.Xml.Linq;
using Darts.Notebooks.Reports;

namespace Darts.Notebooks.Tests.Reports;

public class Formulas
{
    [Theory]
    [InlineData("x^2", "<math><mrow><msup><mi>x</mi><mn>2</mn></msup></mrow></math>")]
    [InlineData("\\alpha_o^{(i,j)}", "<math><mrow><msubsup><mi>α</mi><mi>o</mi><mrow><mo stretchy=\"false\">(</mo><mi>i</mi><mo>,</mo><mi>j</mi><mo stretchy=\"false\">)</mo></mrow></msubsup></mrow></math>")]
    [InlineData("\\frac{1}{2}", "<math><mrow><mfrac><mrow><mn>1</mn></mrow><mrow><mn>2</mn></mrow></mfrac></mrow></math>")]
    [InlineData("\\bar o - 1.5", "<math><mrow><mover accent=\"true\"><mi>o</mi><mo>‾</mo></mover><mo>−</mo><mn>1.5</mn></mrow></math>")]
    [InlineData("o'", "<math><mrow><msup><mi>o</mi><mrow><mo>′</mo></mrow></msup></mrow></math>")]
    [InlineData("\\sqrt[3]{x}", "<math><mrow><mroot><mrow><mi>x</mi></mrow><mrow><mn>3</mn></mrow></mroot></mrow></math>")]
    [InlineData("L_{\\text{valid set}}", "<math><mrow><msub><mi>L</mi><mrow><mtext>valid set</mtext></mrow></msub></mrow></math>")]
    [InlineData("\\mathbb{R}", "<math><mrow><mi>ℝ</mi></mrow></math>")]
    [InlineData("\\log p", "<math><mrow><mi>log</mi><mspace width=\"0.17em\"/><mi>p</mi></mrow></math>")]
    public void Tex_becomes_MathML(string tex, string mathML) => Assert.Equal(mathML, TexMath.ToMathML(tex, block: false));

    [Fact]
    public void Displayed_sums_have_their_limits_below_and_above()
    {
        Assert.Contains("<munderover><mo>∑</mo>", TexMath.ToMathML("\\sum_{i=0}^n i", block: true), StringComparison.Ordinal);
        Assert.Contains("<msubsup><mo>∑</mo>", TexMath.ToMathML("\\sum_{i=0}^n i", block: false), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\\bar{o}(x) = \\sum_{o} \\frac{\\exp(\\alpha_o)}{\\sum_{o'} \\exp(\\alpha_{o'})}\\, o(x)")]
    [InlineData("\\nabla_\\alpha L_{val}\\left(w - \\xi \\nabla_w L_{train}(w, \\alpha), \\alpha\\right) \\approx \\frac{\\nabla^+ - \\nabla^-}{2\\epsilon}")]
    [InlineData("\\begin{aligned} a &= b \\\\ c &= \\begin{pmatrix} 1 & 0 \\\\ 0 & 1 \\end{pmatrix} \\end{aligned}")]
    [InlineData("f(x) = \\begin{cases} 0 & x < 0 \\\\ 1 & \\text{else} \\end{cases}")]
    [InlineData("\\alpha^* = \\operatorname{argmin}_\\alpha \\left\\| x \\right\\|_2, \\quad \\mathcal{L} \\in [0, 1) \\% \\hat{\\mathbf{y}}")]
    [InlineData("x < y > z & ")]
    [InlineData("\\left. x \\right|_{0}")]
    public void Every_formula_is_well_formed(string tex) => XElement.Parse(TexMath.ToMathML(tex, block: true));

    [Theory]
    [InlineData("\\unknown{x}")]
    [InlineData("{x")]
    [InlineData("x}")]
    [InlineData("x^")]
    [InlineData("x_1_2")]
    [InlineData("\\left( x")]
    [InlineData("\\begin{aligned} x")]
    [InlineData("\\begin{pmatrix} x \\end{bmatrix}")]
    [InlineData("\\")]
    public void What_is_not_known_is_shown_as_written(string tex) =>
        Assert.Equal($"<code class=\"tex\">{tex}</code>", TexMath.ToMathML(tex, block: false));

    [Fact]
    public void Deep_nesting_is_shown_as_written() =>
        Assert.StartsWith("<code", TexMath.ToMathML(new string('{', 5000) + new string('}', 5000), block: false), StringComparison.Ordinal);
}
