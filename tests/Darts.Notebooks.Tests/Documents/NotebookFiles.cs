using System.Text;
using Darts.Notebooks.Documents;

namespace Darts.Notebooks.Tests.Documents;

public class NotebookFiles
{
    private const string Jupyters = """
        {
         "cells": [
          {
           "cell_type": "markdown",
           "id": "intro",
           "metadata": {},
           "source": [
            "# Größe 😀\n",
            "a \"quoted\" \\ back\u001b[0m\u007f \u2028 \t"
           ]
          },
          {
           "cell_type": "code",
           "execution_count": 3,
           "id": "a-1_B",
           "metadata": {
            "tags": [
             "parameters"
            ],
            "zzz_unknown": {
             "b": 1.0,
             "a": 1e-05
            }
           },
           "outputs": [
            {
             "data": {
              "application/vnd.plotly.v1+json": {
               "data": [],
               "layout": {}
              }
             },
             "metadata": {},
             "output_type": "display_data"
            }
           ],
           "source": []
          }
         ],
         "metadata": {
          "kernelspec": {
           "display_name": ".NET (C#)",
           "language": "C#",
           "name": ".net-csharp"
          }
         },
         "nbformat": 4,
         "nbformat_minor": 5,
         "unknown_root": null
        }

        """;

    // The raw string above holds escapes as Jupyter writes them; these three it writes as characters.
    private static string JupyterFile => Jupyters.ReplaceLineEndings("\n").Replace("\\u007f", "\u007f").Replace("\\u2028", "\u2028");

    [Fact]
    public void A_file_in_Jupyters_layout_is_written_back_byte_for_byte()
    {
        var bytes = Encoding.UTF8.GetBytes(JupyterFile);

        Assert.Equal(JupyterFile, Encoding.UTF8.GetString(Notebook.Parse(bytes, "x").ToBytes()));
    }

    [Fact]
    public void Files_that_Jupyters_own_library_writes_are_written_back_byte_for_byte()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("a.ipynb");
        Python.Run($$"""
            import nbformat
            from nbformat.v4 import new_notebook, new_markdown_cell, new_code_cell, new_output
            book = new_notebook(cells=[new_markdown_cell('é 😀 \u2028'), new_code_cell('x = 1\n\ny', outputs=[new_output('stream', text='a\r\nb\x1b[1m\n')])])
            book.cells[1].metadata['float'] = 0.1
            nbformat.write(book, r'{{path}}')
            """);

        Assert.Equal(File.ReadAllText(path), Encoding.UTF8.GetString(Notebook.Read(path).ToBytes()));
    }

    [Fact]
    public void Two_space_indents_and_a_missing_last_line_end_are_kept()
    {
        const string text = "{\n  \"cells\": [],\n  \"metadata\": {},\n  \"nbformat\": 4,\n  \"nbformat_minor\": 5\n}";

        Assert.Equal(text, Encoding.UTF8.GetString(Notebook.Parse(Encoding.UTF8.GetBytes(text), "x").ToBytes()));
    }

    [Theory]
    [InlineData("hello", "not JSON")]
    [InlineData("", "not JSON")]
    [InlineData("[]", "its JSON is array")]
    [InlineData("""{"cells": []}""", "no field nbformat")]
    [InlineData("""{"nbformat": 5, "metadata": {}, "cells": []}""", "nbformat 5: only nbformat 4")]
    [InlineData("""{"nbformat": 2, "worksheets": []}""", "nbformat 2: only nbformat 4")]
    [InlineData("""{"nbformat": 4, "metadata": {}, "cells": {}}""", "a list of cells")]
    [InlineData("""{"nbformat": 4, "metadata": {}, "cells": [{"cell_type": "heading", "source": ""}]}""", "cell 1: cell_type is \"heading\"")]
    [InlineData("""{"nbformat": 4, "metadata": {}, "cells": [{"cell_type": "code"}]}""", "cell 1 has no source")]
    [InlineData("""{"nbformat": 4, "metadata": {}, "cells": [{"cell_type": "raw", "source": [1]}]}""", "cell 1: source")]
    [InlineData("""{"nbformat": 4, "metadata": {}, "cells": [{"cell_type": "raw", "source": "\ud800", "id": "x"}]}""", "not a notebook")]
    [InlineData("""{"nbformat": 4, "metadata": {}, "cells": [{"cell_type": "raw", "source": "", "id": "a b"}]}""", "id \"a b\"")]
    [InlineData("""{"nbformat": 4, "metadata": {}, "cells": [{"cell_type": "raw", "source": "", "id": "x"}, {"cell_type": "raw", "source": "", "id": "x"}]}""", "cell 2: id \"x\" is used twice")]
    public void What_is_no_notebook_is_refused_with_the_reason(string text, string reason)
    {
        var error = Assert.Throws<NotebookFormatException>(() => Notebook.Parse(Encoding.UTF8.GetBytes(text), "some.ipynb"));

        Assert.StartsWith("some.ipynb: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Notebooks_from_before_4_5_get_ids_and_become_4_5()
    {
        const string text = """{"nbformat": 4, "nbformat_minor": 2, "metadata": {}, "cells": [{"cell_type": "code", "source": "x", "metadata": {}, "outputs": [], "execution_count": null}]}""";

        var notebook = Notebook.Parse(Encoding.UTF8.GetBytes(text), "x");

        Assert.Equal("cell-1", notebook.Cells[0].Id);
        Assert.Equal(5, notebook.Root["nbformat_minor"]!.GetValue<int>());
        Assert.Equal(["cell_type", "source", "id", "metadata", "outputs", "execution_count"], notebook.Cells[0].Node.Select(field => field.Key));
    }

    [Fact]
    public void A_failed_save_leaves_the_old_file_and_no_other()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("a.ipynb");
        Directory.CreateDirectory(path);

        Assert.ThrowsAny<Exception>(() => Notebook.Create().Save(path));

        Assert.Equal([path], Directory.GetFileSystemEntries(folder.Path));
    }
}
