using System.Text;
using Darts.Notebooks.Running;

namespace Darts.Notebooks.Reports;

/// <summary>
/// The TeX formulas that notebooks hold as MathML, which browsers draw without a script: letters, scripts, fractions, roots, accents, sums,
/// fences, fonts and matrices. A formula with anything else is shown as it is written.
/// </summary>
internal sealed class TexMath
{
    private const int Deepest = 40;
    private const int Longest = 10_000;

    private readonly List<string> _tokens;
    private readonly bool _block;
    private int _next;
    private int _depth;

    private TexMath(string tex, bool block)
    {
        _tokens = TexTokens.Of(tex);
        _block = block;
    }

    private string? Peek => _next < _tokens.Count ? _tokens[_next] : null;

    public static string ToMathML(string tex, bool block)
    {
        if (tex.Length > Longest)
            return AsWritten(tex);
        var display = block ? " display=\"block\"" : "";
        try
        {
            var parser = new TexMath(tex, block);
            var row = parser.Row();
            return parser.Peek is null ? $"<math{display}>{row}</math>" : AsWritten(tex);
        }
        catch (FormatException)
        {
            return AsWritten(tex);
        }
    }

    private static string AsWritten(string tex) => $"<code class=\"tex\">{HtmlText.Of(tex.Trim())}</code>";

    // Until a token that closes something, which is left for whoever opened it; a bracket closes only the degree of a root.
    private string Row(bool untilBracket = false)
    {
        if (++_depth > Deepest)
            throw new FormatException("nested too deeply");
        var row = new StringBuilder("<mrow>");
        while (Peek is { } token && token is not ("}" or "&" or "\\\\" or "\\right" or "\\end") && !(untilBracket && token == "]"))
            row.Append(Scripted());
        _depth--;
        return row.Append("</mrow>").ToString();
    }

    private string Scripted()
    {
        var name = Peek!;
        var nucleus = name is "^" or "_" ? "<mrow></mrow>" : Atom();
        string? below = null, above = null;
        while (Peek is "_" or "^" or "'")
        {
            switch (Next())
            {
                case "_":
                    below = below is null ? Atom() : throw new FormatException("two subscripts");
                    break;
                case "^":
                    above = above is null ? Atom() : $"<mrow>{above}{Atom()}</mrow>";
                    break;
                default:
                    above = $"<mrow>{above}<mo>′</mo></mrow>";
                    break;
            }
        }
        // A name needs a little room before what it is applied to, but none before a bracket.
        if (TexSymbols.IsFunction(name) && Peek is not (null or "(" or "[" or "\\left" or "}"))
            return $"{WithScripts(name, nucleus, below, above)}<mspace width=\"0.17em\"/>";
        return WithScripts(name, nucleus, below, above);
    }

    private string WithScripts(string name, string nucleus, string? below, string? above)
    {
        var limits = _block && TexSymbols.HasLimits(name);
        return (below, above) switch
        {
            (null, null) => nucleus,
            (_, null) => limits ? $"<munder>{nucleus}{below}</munder>" : $"<msub>{nucleus}{below}</msub>",
            (null, _) => limits ? $"<mover>{nucleus}{above}</mover>" : $"<msup>{nucleus}{above}</msup>",
            _ => limits ? $"<munderover>{nucleus}{below}{above}</munderover>" : $"<msubsup>{nucleus}{below}{above}</msubsup>",
        };
    }

    private string Atom()
    {
        var token = Next();
        return token switch
        {
            "{" => Closed(Row(), "}"),
            "\\frac" or "\\dfrac" or "\\tfrac" => $"<mfrac>{Atom()}{Atom()}</mfrac>",
            "\\binom" => $"<mrow><mo>(</mo><mfrac linethickness=\"0\">{Atom()}{Atom()}</mfrac><mo>)</mo></mrow>",
            "\\sqrt" => Root(),
            "\\left" => Fenced(),
            "\\begin" => Table(),
            "\\text" or "\\textrm" or "\\textit" or "\\mbox" => $"<mtext>{HtmlText.Of(Verbatim())}</mtext>",
            "\\operatorname" or "\\mathrm" or "\\mathit" or "\\mathop" => $"<mi mathvariant=\"normal\">{HtmlText.Of(Verbatim().Trim())}</mi>",
            "\\mathbf" or "\\boldsymbol" or "\\bm" => $"<mstyle style=\"font-weight:bold\">{Atom()}</mstyle>",
            "\\mathcal" or "\\mathbb" or "\\mathscr" or "\\mathfrak" => Letters(token),
            "\\underbrace" => $"<munder>{Atom()}<mo>⏟</mo></munder>",
            "\\overbrace" => $"<mover>{Atom()}<mo>⏞</mo></mover>",
            "\\big" or "\\Big" or "\\bigg" or "\\Bigg" or "\\bigl" or "\\bigr" or "\\Bigl" or "\\Bigr" or "\\limits" or "\\nolimits" or "\\displaystyle" => "",
            _ when TexSymbols.Accent(token) is { } accent => $"<mover accent=\"true\">{Atom()}<mo>{accent}</mo></mover>",
            _ => TexSymbols.Of(token) ?? throw new FormatException($"{token} is not known"),
        };
    }

    private string Root()
    {
        if (Peek != "[")
            return $"<msqrt>{Atom()}</msqrt>";
        Next();
        var degree = Closed(Row(untilBracket: true), "]");
        return $"<mroot>{Atom()}{degree}</mroot>";
    }

    private string Fenced()
    {
        var open = Fence();
        var inside = Closed(Row(), "\\right");
        return $"<mrow>{open}{inside}{Fence()}</mrow>";
    }

    private string Fence() => Next() switch
    {
        "." => "",
        var token when token is "(" or ")" or "[" or "]" or "|" or "/" => Operator(token),
        var token => TexSymbols.Of(token) ?? throw new FormatException($"{token} is no fence"),
    };

    private string Table()
    {
        var name = Verbatim();
        var (open, close) = name switch
        {
            "matrix" or "aligned" or "align" or "align*" or "gathered" or "split" => ("", ""),
            "pmatrix" => ("(", ")"),
            "bmatrix" => ("[", "]"),
            "vmatrix" => ("|", "|"),
            "cases" => ("{", ""),
            _ => throw new FormatException($"{name} is not known"),
        };
        var isAligned = open.Length == 0 && close.Length == 0 && name != "matrix";
        var table = new StringBuilder(isAligned ? "<mtable displaystyle=\"true\" class=\"aligned\"><mtr><mtd>" : "<mtable><mtr><mtd>");
        while (true)
        {
            table.Append(Row());
            var separator = Next();
            if (separator == "\\end")
                break;
            table.Append(separator switch
            {
                "&" => "</mtd><mtd>",
                "\\\\" => "</mtd></mtr><mtr><mtd>",
                _ => throw new FormatException($"{separator} in a table"),
            });
        }
        return Verbatim() == name
            ? $"<mrow>{(open.Length > 0 ? Operator(open) : "")}{table}</mtd></mtr></mtable>{(close.Length > 0 ? Operator(close) : "")}</mrow>"
            : throw new FormatException("environments that do not match");
    }

    private string Letters(string font) => string.Concat(Verbatim().Where(letter => letter != ' ').Select(letter => $"<mi>{TexSymbols.Letter(font, letter)}</mi>"));

    // The text of an argument: {valid}, or one token.
    private string Verbatim()
    {
        if (Next() is not "{" and var single)
            return single;
        var text = new StringBuilder();
        while (Next() is var token && token != "}")
            text.Append(token switch
            {
                "\\_" => "_",
                "\\," or "\\ " or "~" => " ",
                _ when token.StartsWith('\\') || token == "{" => throw new FormatException("a command in a text"),
                _ => token,
            });
        return text.ToString();
    }

    private string Closed(string row, string close) => Next() == close ? row : throw new FormatException($"{close} is missing");

    private string Next() => _next < _tokens.Count ? _tokens[_next++] : throw new FormatException("the formula ends too early");

    private static string Operator(string text) => $"<mo>{HtmlText.Of(text)}</mo>";
}
