using Darts.Notebooks.Running;

namespace Darts.Notebooks.Reports;

/// <summary>TeX's names of letters, operators and spaces as MathML elements.</summary>
internal static class TexSymbols
{
    private static readonly Dictionary<string, string> s_letters = Pairs(
        """
        alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ lambda λ mu μ nu ν xi ξ pi π rho ρ
        sigma σ tau τ upsilon υ phi ϕ varphi φ chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Phi Φ Psi Ψ Omega Ω
        ell ℓ infty ∞ partial ∂ nabla ∇ hbar ℏ emptyset ∅ Re ℜ Im ℑ
        """);

    private static readonly Dictionary<string, string> s_operators = Pairs(
        """
        cdot ⋅ times × div ÷ pm ± mp ∓ circ ∘ bullet ∙ odot ⊙ otimes ⊗ oplus ⊕ ast ∗ star ⋆ setminus ∖ cup ∪ cap ∩ wedge ∧ vee ∨
        le ≤ leq ≤ ge ≥ geq ≥ ne ≠ neq ≠ approx ≈ equiv ≡ sim ∼ simeq ≃ propto ∝ ll ≪ gg ≫ in ∈ notin ∉ subset ⊂ subseteq ⊆ mid ∣ colon :
        to → rightarrow → leftarrow ← leftrightarrow ↔ Rightarrow ⇒ Leftarrow ⇐ Leftrightarrow ⇔ mapsto ↦ implies ⟹ iff ⟺ gets ←
        sum ∑ prod ∏ int ∫ bigcup ⋃ bigcap ⋂ bigoplus ⨁ forall ∀ exists ∃ neg ¬ top ⊤ bot ⊥ perp ⊥
        langle ⟨ rangle ⟩ lfloor ⌊ rfloor ⌋ lceil ⌈ rceil ⌉ lvert | rvert | lVert ‖ rVert ‖ vert | Vert ‖
        ldots … cdots ⋯ dots … vdots ⋮ ddots ⋱ prime ′ backslash \
        """);

    private static readonly Dictionary<string, string> s_accents = Pairs("bar ‾ overline ‾ hat ^ widehat ^ tilde ~ widetilde ~ vec → dot ˙ ddot ¨");

    private static readonly Dictionary<string, string> s_spaces = Pairs(", 0.17em : 0.22em ; 0.28em ! -0.17em quad 1em qquad 2em");

    private static readonly string[] s_functions =
        "exp log ln sin cos tan tanh sinh cosh max min sup inf lim arg argmax argmin det dim ker Pr softmax".Split(' ');

    private static readonly string[] s_limits =
        "sum prod bigcup bigcap bigoplus max min sup inf lim argmax argmin det Pr underbrace overbrace mathop operatorname".Split(' ');

    /// <summary>The element of a token; null when it is not known.</summary>
    public static string? Of(string token)
    {
        if (!token.StartsWith('\\'))
            return Character(token);
        var name = token[1..];
        if (s_letters.TryGetValue(name, out var letter))
            return $"<mi>{letter}</mi>";
        if (s_operators.TryGetValue(name, out var symbol))
            return $"<mo>{symbol}</mo>";
        if (s_spaces.TryGetValue(name, out var width))
            return $"<mspace width=\"{width}\"/>";
        if (s_functions.Contains(name))
            return $"<mi>{name}</mi>";
        return name switch
        {
            "{" or "}" or "%" or "#" or "&" or "_" or "$" => $"<mo>{HtmlText.Of(name)}</mo>",
            "|" => "<mo>‖</mo>",
            " " => "<mspace width=\"0.25em\"/>",
            _ => null,
        };
    }

    /// <summary>The mark that an accent puts above its letter; null for what is none.</summary>
    public static string? Accent(string token) => token.StartsWith('\\') ? s_accents.GetValueOrDefault(token[1..]) : null;

    /// <summary>Whether a token is a function's name.</summary>
    public static bool IsFunction(string token) => token.StartsWith('\\') && s_functions.Contains(token[1..]);

    /// <summary>Whether scripts stand below and above in a displayed formula.</summary>
    public static bool HasLimits(string token) => token.StartsWith('\\') && s_limits.Contains(token[1..]);

    /// <summary>A letter of one of the alphabets of mathematics (Unicode, Mathematical Alphanumeric Symbols).</summary>
    public static string Letter(string font, char letter) => (font, letter) switch
    {
        ("\\mathbb", 'C') => "ℂ",
        ("\\mathbb", 'H') => "ℍ",
        ("\\mathbb", 'N') => "ℕ",
        ("\\mathbb", 'P') => "ℙ",
        ("\\mathbb", 'Q') => "ℚ",
        ("\\mathbb", 'R') => "ℝ",
        ("\\mathbb", 'Z') => "ℤ",
        ("\\mathbb", >= 'A' and <= 'Z') => char.ConvertFromUtf32(0x1D538 + letter - 'A'),
        // The bold alphabets have no holes; the plain ones do.
        ("\\mathcal" or "\\mathscr", >= 'A' and <= 'Z') => char.ConvertFromUtf32(0x1D4D0 + letter - 'A'),
        ("\\mathfrak", >= 'A' and <= 'Z') => char.ConvertFromUtf32(0x1D56C + letter - 'A'),
        _ => HtmlText.Of(letter.ToString()),
    };

    private static string? Character(string token) => token[0] switch
    {
        >= '0' and <= '9' => $"<mn>{token}</mn>",
        >= 'a' and <= 'z' or >= 'A' and <= 'Z' => $"<mi>{token}</mi>",
        '-' => "<mo>−</mo>",
        // Only \left and \right make fences grow.
        '(' or ')' or '[' or ']' or '|' or '/' => $"<mo stretchy=\"false\">{token}</mo>",
        '~' => "<mspace width=\"0.33em\"/>",
        '{' or '}' or '&' or '#' or '%' or '$' or '\\' => null,
        var c when char.IsLetter(c) => $"<mi>{HtmlText.Of(token)}</mi>",
        _ => $"<mo>{HtmlText.Of(token)}</mo>",
    };

    private static Dictionary<string, string> Pairs(string text)
    {
        var words = text.Split((char[])[' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries);
        return words.Chunk(2).ToDictionary(pair => pair[0], pair => pair[1], StringComparer.Ordinal);
    }
}
