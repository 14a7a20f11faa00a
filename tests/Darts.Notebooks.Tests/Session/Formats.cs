namespace Darts.Notebooks.Tests.Session;

public class Formats : SessionTest
{
    [Theory]
    [InlineData("Enumerable.Range(0, 3)", "[ 0, 1, 2 ]")]
    [InlineData("new int[0]", "[ ]")]
    [InlineData("new[] { \"a\", null, \"b\" }", "[ a, <null>, b ]")]
    [InlineData("Enumerable.Range(0, 50).ToList()", "[ 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, ... ] (50 items)")]
    [InlineData("new HashSet<int>(Enumerable.Range(0, 21))", "[ 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, ... ] (21 items)")]
    [InlineData("IEnumerable<int> All() { for (var i = 0; ; i++) yield return i; }\nAll()", "[ 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, ... ] (more than 20 items)")]
    [InlineData("await Task.FromResult(Enumerable.Range(5, 2))", "[ 5, 6 ]")]
    [InlineData("await Task.FromResult(7)", "7")]
    [InlineData("1.5", "1.5")]
    [InlineData("DayOfWeek.Friday", "Friday")]
    [InlineData("(object)null", "<null>")]
    public void Words_numbers_and_sequences_of_them_are_one_line_of_text(string code, string expected)
    {
        var data = Run(code).Data!;

        Assert.Equal(["text/plain"], data.Select(form => form.Key));
        Assert.Equal(expected, data["text/plain"]!.GetValue<string>());
    }

    [Fact]
    public void A_long_sequence_of_objects_shows_twenty_and_the_count()
    {
        var data = Run("record Point(int X, int Y);\nEnumerable.Range(100, 30).Select(i => new Point(i, -i)).ToList()").Data!;

        var text = data["text/plain"]!.GetValue<string>();
        Assert.Contains("X: 119", text, StringComparison.Ordinal);
        Assert.DoesNotContain("X: 120", text, StringComparison.Ordinal);
        Assert.EndsWith("30 items", text, StringComparison.Ordinal);
        Assert.EndsWith("<p>30 items</p>", data["text/html"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_formatter_of_the_users_own_wins()
    {
        Run("class Numbers : List<int> { }\nFormatter.Register<Numbers>((numbers, writer) => writer.Write($\"<i>{numbers.Count} numbers</i>\"), \"text/html\");");

        Assert.Equal("<i>2 numbers</i>", Run("new Numbers { 1, 2 }").Data!["text/html"]!.GetValue<string>());
    }

    [Fact]
    public void A_dictionary_stays_a_table() =>
        Assert.Contains("<table>", Run("new Dictionary<string, int> { [\"a\"] = 1 }").Data!["text/html"]!.GetValue<string>(), StringComparison.Ordinal);

    [Fact]
    public void A_tensor_shows_shape_element_type_device_and_its_first_numbers()
    {
        Value($"#!import {Path.Combine(Kit.Root, "notebooks", "kit.csx")}");

        Assert.Equal("Tensor [4, 5] Float32 cpu: [0, 1, 2, 3, 4, 5, 6, 7, ...]", Value("arange(20, ScalarType.Float32).reshape(4, 5)"));
    }
}
