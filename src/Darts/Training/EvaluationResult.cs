namespace Darts.Training;

/// <summary>What a network makes of images that it was not trained on.</summary>
/// <param name="Loss">Mean cross entropy, without label smoothing, in nats.</param>
/// <param name="TopOne">Images whose class has the largest logit, in percent.</param>
/// <param name="TopFive">Images whose class is among the five largest logits, in percent; with fewer than five classes among all.</param>
/// <param name="Images">Number of images.</param>
public sealed record EvaluationResult(double Loss, double TopOne, double TopFive, int Images)
{
    /// <summary>Images that were classified wrongly, in percent: the number that papers give.</summary>
    public double Error => 100 - TopOne;

    /// <summary>One line for a log.</summary>
    public override string ToString() => $"{Images:N0} images: loss {Loss:0.000}, error {Error:0.00} %, top-5 error {100 - TopFive:0.00} %";
}
