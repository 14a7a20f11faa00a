using Darts.Notebooks.Running;
using Darts.Notebooks.Running.Parameters;

namespace Darts.Notebooks.Tests.Running.Parameters;

public sealed class ParameterFiles : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Yaml_keeps_the_difference_between_words_strings_and_nothing()
    {
        var read = ParameterFile.Read(_folder.Write("p.yaml", """
            # what papermill's users write
            base: &base {epochs: 3, rate: 1e-3}
            <<: *base
            name: "3"
            text: 'null'
            tagged: !!str 5
            nothing: ~
            empty:
            sizes: [1, 2]
            names:
              - a
              - "b"
            deep: {a: 1}
            block: |
              two
              lines
            """));

        Assert.Equal(
            [
                "base {...}", "epochs 3", "rate 1e-3", "name \"3\"", "text \"null\"", "tagged \"5\"", "nothing null", "empty null", "sizes [1, 2]", "names [a, \"b\"]",
                "deep {...}", "block \"two\nlines\"",
            ],
            read.Select(given => $"{given.Name} {given.Value}".Replace("\n\"", "\"")));
    }

    [Fact]
    public void Json_means_the_same()
    {
        var read = ParameterFile.Read(_folder.Write("p.json", """{"epochs": 3, "rate": 1e-3, "quick": true, "name": "3", "none": null, "sizes": [1, "a"], "deep": {}}"""));

        Assert.Equal(["epochs 3", "rate 1e-3", "quick true", "name \"3\"", "none null", "sizes [1, \"a\"]", "deep {...}"], read.Select(given => $"{given.Name} {given.Value}"));
    }

    [Fact]
    public void Papermills_yaml_reader_takes_the_same_file_for_the_same_values()
    {
        const string yaml = "{count: 3, rate: 0.5, quick: yes, name: \"3\", none: null, sizes: [1, 2]}";
        var read = ParameterFile.FromYaml(yaml, "-y").ToDictionary(given => given.Name, given => given.Value.ToString());

        var output = Python.Run($$"""
            import yaml
            read = yaml.safe_load('''{{yaml}}''')
            assert read == {'count': 3, 'rate': 0.5, 'quick': True, 'name': '3', 'none': None, 'sizes': [1, 2]}, read
            print('same')
            """);

        Assert.Contains("same", output, StringComparison.Ordinal);
        Assert.Equal(["3", "0.5", "yes", "\"3\"", "null", "[1, 2]"], read.Values);
    }

    [Theory]
    [InlineData("")]
    [InlineData("# nothing but a comment")]
    public void An_empty_file_sets_nothing(string yaml) => Assert.Empty(ParameterFile.FromYaml(yaml, "-y"));

    [Theory]
    [InlineData("p.yaml", "a: [1", "not YAML: line ")]
    [InlineData("p.yaml", "a: 1\na: 2", "not YAML: line 2")]
    [InlineData("p.yaml", "- 1", "a mapping from names to values")]
    [InlineData("p.yaml", "word", "a mapping from names to values")]
    [InlineData("p.yaml", "a: 1\n---\nb: 2", "2 YAML documents")]
    [InlineData("p.yaml", "? [a]\n: 1", "a parameter's name is a word")]
    [InlineData("p.yaml", "a: &a [*a]", "p.yaml: ")]
    [InlineData("p.json", "{", "not JSON")]
    [InlineData("p.json", "[]", "an object from names to values")]
    [InlineData("p.json", "{\"a\": 1, \"a\": 2}", "not JSON")]
    public void What_is_no_mapping_is_refused_with_the_files_name(string name, string text, string reason)
    {
        var message = Assert.Throws<UsageException>(() => ParameterFile.Read(_folder.Write(name, text))).Message;

        Assert.Contains(name, message, StringComparison.Ordinal);
        Assert.Contains(reason, message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_named() =>
        Assert.Contains("-f none.yaml", Assert.Throws<UsageException>(() => ParameterFile.Read("none.yaml")).Message, StringComparison.Ordinal);
}
