using Darts.Notebooks.Commands;

// A cell may have left a thread of its own behind: it does not keep the process.
Environment.Exit(await CommandLine.RunAsync(args));
