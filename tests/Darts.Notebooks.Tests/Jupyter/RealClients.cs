using Darts.Notebooks.Jupyter;

namespace Darts.Notebooks.Tests.Jupyter;

/// <summary>Clients that no one here wrote, on the installed kernel.</summary>
public class RealClients
{
    [Fact]
    public void Nbclient_runs_a_notebook_on_the_installed_kernel()
    {
        using var folder = new TemporaryFolder();
        new KernelInstallation(folder.File("jupyter"), ".net-csharp").Install(".NET (C#)", replace: false);
        folder.Write("kit.csx", "int Imported(int x) => x + 1;");

        var output = Python.Run($$"""
            import os
            os.chdir(r'{{folder.Path}}')
            import nbclient, nbformat
            from nbformat.v4 import new_notebook, new_code_cell
            book = new_notebook(cells=[new_code_cell(source) for source in [
                '#!import kit.csx\nImported(41)',
                'for (var i = 0; i < 100000; i++) Console.WriteLine(i);',
                'var shown = display("first"); shown.Update("second");',
                'HTML("<b>bold</b>")']])
            book.metadata['kernelspec'] = {'name': '.net-csharp', 'display_name': '.NET (C#)', 'language': 'C#'}
            nbclient.NotebookClient(book, timeout=120).execute()
            nbformat.validate(book)
            cells = book.cells
            assert cells[0].outputs[0].data['text/plain'] == '42', cells[0].outputs
            assert ''.join(o.text for o in cells[1].outputs) == ''.join(f'{i}\n' for i in range(100000))
            assert [o.data['text/plain'] for o in cells[2].outputs] == ['second'], cells[2].outputs
            assert cells[3].outputs[0].data['text/html'] == '<b>bold</b>'
            try:
                book.cells = [new_code_cell('int a = 1;\nthrow new Exception("boom");')]
                nbclient.NotebookClient(book, timeout=120).execute()
                raise AssertionError('no error')
            except nbclient.exceptions.CellExecutionError as e:
                assert 'boom' in str(e) and 'line 2' in str(e), str(e)
            print('all well')
            """, ("JUPYTER_DATA_DIR", folder.File("jupyter")));

        Assert.Contains("all well", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Jupyters_own_kernel_test_passes()
    {
        using var folder = new TemporaryFolder();
        new KernelInstallation(folder.File("jupyter"), ".net-csharp").Install(".NET (C#)", replace: false);

        var output = Python.Run("""
            import sys, unittest
            try:
                import jupyter_kernel_test
            except ImportError:
                print('jupyter_kernel_test is missing')
                sys.exit(0)

            class CSharp(jupyter_kernel_test.KernelTests):
                kernel_name = '.net-csharp'
                language_name = 'C#'
                file_extension = '.cs'
                code_hello_world = 'Console.WriteLine("hello, world");'
                code_stderr = 'Console.Error.WriteLine("error");'
                completion_samples = [{'text': 'Console.WriteL', 'matches': {'WriteLine'}}, {'text': 'Envir', 'matches': {'Environment', 'EnvironmentVariableTarget'}}]
                complete_code_samples = ['1 + 1', 'int a = 1;', 'void F() { }']
                incomplete_code_samples = ['void F() {', 'var s = ' + '"' * 3, '/* open', 'if (true)']
                invalid_code_samples = ['int int;', 'a b c d e;']
                code_generate_error = 'throw new Exception("generated");'
                code_execute_result = [{'code': '1 + 1', 'result': '2'}, {'code': '"text"', 'result': 'text'}]
                code_display_data = [{'code': 'display(HTML("<b>x</b>"));', 'mime': 'text/html'}]
                code_history_pattern = '1 + 1*'
                supported_history_operations = ('tail', 'range', 'search')
                code_inspect_sample = 'Console.WriteLine'
                code_clear_output = 'ClearOutput();'

            result = unittest.TextTestRunner(stream=sys.stdout, verbosity=2).run(unittest.defaultTestLoader.loadTestsFromTestCase(CSharp))
            sys.exit(0 if result.wasSuccessful() else 1)
            """, ("JUPYTER_DATA_DIR", folder.File("jupyter")));

        if (output.Contains("jupyter_kernel_test is missing", StringComparison.Ordinal))
            Assert.Skip(output.Trim());
        Assert.Contains("OK", output, StringComparison.Ordinal);
        // Only IPython's pager is not ours to have.
        Assert.Equal(1, output.Split(" ... skipped").Length - 1);
    }

    [Fact]
    public void Questions_comms_and_updates_are_as_the_protocol_has_them()
    {
        using var folder = new TemporaryFolder();
        new KernelInstallation(folder.File("jupyter"), ".net-csharp").Install(".NET (C#)", replace: false);

        var output = Python.Run("""
            from jupyter_client.manager import start_new_kernel
            manager, client = start_new_kernel(kernel_name='.net-csharp')

            def run(code, answer=None):
                seen, asked = [], []
                def ask(message):
                    asked.append((message['content']['prompt'], message['content']['password']))
                    answer()
                reply = client.execute_interactive(code, allow_stdin=answer is not None, stdin_hook=ask, output_hook=seen.append, timeout=60)
                return reply['content'], [m for m in seen if m['msg_type'] != 'status' and m['msg_type'] != 'execute_input'], asked

            def until(message_type, parent):
                while True:
                    message = client.get_iopub_msg(timeout=60)
                    if message['msg_type'] == message_type and message['parent_header'].get('msg_id') == parent:
                        return message['content']

            try:
                reply, seen, asked = run('Console.WriteLine(Console.ReadLine() + await GetPasswordAsync("word?"));', lambda: client.input('typed'))
                assert asked == [('', False), ('word?', True)], asked
                assert [m['content'] for m in seen] == [{'name': 'stdout', 'text': 'typedtyped\n'}], seen
                reply, seen, asked = run('Console.ReadLine()')
                assert reply['status'] == 'error' and 'cannot ask' in reply['evalue'], reply
                reply, seen, asked = run('var kept = 5; Console.ReadLine()', manager.interrupt_kernel)
                assert reply['status'] == 'error' and reply['ename'] == 'CellInterrupted', reply

                reply, seen, asked = run('var shown = display("first");')
                opened = seen[0]['content']['transient']['display_id']
                reply, seen, asked = run('shown.Update("second");')
                assert [(m['msg_type'], m['content']['transient']['display_id'], m['content']['data']['text/plain']) for m in seen] == [('update_display_data', opened, 'second')], seen

                message = client.session.msg('comm_open', {'comm_id': 'c1', 'target_name': 'a widget', 'data': {}})
                client.shell_channel.send(message)
                assert until('comm_close', message['header']['msg_id'])['comm_id'] == 'c1'
                message = client.session.msg('comm_msg', {'comm_id': 'c1', 'data': {}})
                client.shell_channel.send(message)
                while until('status', message['header']['msg_id'])['execution_state'] != 'idle': pass
                assert client.comm_info(reply=True, timeout=60)['content'] == {'status': 'ok', 'comms': {}}

                inspected = client.inspect('Math.Abs(1)', 6, reply=True, timeout=60)['content']['data']['text/plain']
                assert 'Abs(' in inspected and 'Returns the absolute value' in inspected, inspected
            finally:
                client.stop_channels()
                manager.shutdown_kernel()
            print('all well')
            """, ("JUPYTER_DATA_DIR", folder.File("jupyter")));

        Assert.Contains("all well", output, StringComparison.Ordinal);
    }
}
