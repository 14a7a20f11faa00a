using System.Collections;
using System.Reflection;
using static TorchSharp.torch.nn;
using Module = TorchSharp.torch.nn.Module;

namespace Darts.Kernels;

/// <summary>
/// Forward hooks of modules that kernels compute without calling them. Such a hook would never be called, so a pass with one is refused.
/// </summary>
internal sealed class ForwardHooks
{
    private readonly (Module module, ICollection[] hooks)[] watched;

    /// <summary>Watches modules.</summary>
    /// <param name="root">A module whose inner modules are not called, nor is it itself.</param>
    /// <param name="called">Those inside it that are.</param>
    public ForwardHooks(Module root, IEnumerable<Module> called)
    {
        var exempt = called.SelectMany(Tree).ToHashSet(ReferenceEqualityComparer.Instance);
        watched = [.. Tree(root).Where(module => !exempt.Contains(module)).Select(module => (module, Of(module)))];
    }

    /// <summary>Refuses hooks.</summary>
    /// <exception cref="InvalidOperationException">There is one.</exception>
    public void Refuse()
    {
        foreach (var (module, hooks) in watched)
        {
            if (Array.Exists(hooks, list => list.Count > 0))
                throw new InvalidOperationException($"A {module.GetName()} has a forward hook: kernels compute it without calling it, and the hook with it; set the network's Path to {ComputePath.Reference}.");
        }
    }

    private static IEnumerable<Module> Tree(Module module) => module.modules().Prepend(module).Distinct();

    /// <summary>TorchSharp keeps the hooks of a module in two private dictionaries of its base class.</summary>
    private static ICollection[] Of(Module module)
    {
        var type = module.GetType();
        while (type is not null && !(type.IsGenericType && type.GetGenericTypeDefinition() == typeof(HookableModule<,>)))
            type = type.BaseType;
        return type is null ? [] : [.. type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.DeclaredOnly).Select(field => field.GetValue(module)).OfType<ICollection>()];
    }
}
