using System.Runtime.InteropServices;
using NetMQ;

namespace Darts.Notebooks.Jupyter;

/// <summary>The process that a client starts: one kernel, until it is told to go or its client is gone.</summary>
internal static class KernelProgram
{
    // User code may recurse deeply; the main thread's stack is the system's choice.
    private const int CellStackBytes = 64 << 20;

    public static int Run(string connectionFile)
    {
        Serve(ConnectionFile.Read(connectionFile));
        // Waits until the last messages have left.
        NetMQConfig.Cleanup(block: true);
        return 0;
    }

    private static void Serve(ConnectionFile connection)
    {
        using var server = new KernelServer(connection, Environment.CurrentDirectory);
        using var parent = new ParentWatch(() => Environment.Exit(0));
        // Ctrl+C in a terminal reaches the kernel as well as its client: it interrupts the cell and the client decides the rest.
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context =>
        {
            context.Cancel = true;
            server.Interrupt();
        });
        var thread = new Thread(server.Run, CellStackBytes) { Name = "cells" };
        thread.Start();
        thread.Join();
    }
}
