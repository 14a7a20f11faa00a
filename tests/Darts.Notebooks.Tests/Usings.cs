// Sessions redirect the process's console and share one interrupt flag, as a kernel does: one test at a time.
[assembly: Xunit.v3.Parallelization(Mode = Xunit.Sdk.ParallelMode.None)]
