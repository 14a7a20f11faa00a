// The one import of every notebook: the kit's assemblies, libtorch, the formatters, and the usual namespaces.
// Build the kit first (`dotnet build -c Release`): it fills artifacts/kit.
#r "../artifacts/kit/TorchSharp.dll"
#r "../artifacts/kit/Darts.dll"
#r "../artifacts/kit/Plotly.NET.dll"
#r "../artifacts/kit/Darts.Charts.dll"

using System.IO;
using System.Threading;
using Darts.Cells;
using Darts.Charts;
using Darts.Data;
using Darts.Genotypes;
using Darts.Networks;
using Darts.Operations;
using Darts.Recurrent;
using Darts.Relaxation;
using Darts.Runtime;
using Darts.Search;
using Darts.Training;
using Microsoft.DotNet.Interactive;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using static TorchSharp.torch.nn;

NativeLibraries.Load();
NotebookFormatters.Register();
