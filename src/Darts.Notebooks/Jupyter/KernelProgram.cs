using System.Runtime.InteropServices;
using Darts.Notebooks.Pictures;
using NetMQ;

namespace Darts.Notebooks.Jupyter;

/// <summary>The process that a client starts: one kernel, until it is told to go or its client is gone.</summary>
internal static class KernelProgram
{
    // User code may recurse deeply; the main thread's stack is the system's choice.
    private const int CellStackBytes = 64 << 20;

    /// <param name="connectionFile">The file that the client has written.</param>
    /// <param name="staticImages">Whether figures get a picture, where there is a browser.</param>
    public static int Run(string connectionFile, bool staticImages)
    {
        Serve(ConnectionFile.Read(connectionFile), staticImages && Chromium.Find() is { } browser ? new LivePictures(browser) : null);
        // Waits until the last messages have left.
        NetMQConfig.Cleanup(block: true);
        return 0;
    }

    private static void Serve(ConnectionFile connection, LivePictures? pictures)
    {
        using var server = new KernelServer(connection, Environment.CurrentDirectory, pictures);
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
