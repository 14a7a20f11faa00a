namespace Darts.Search;

/// <summary>How the architect approximates the gradient of L_valid(w*(alpha), alpha).</summary>
public enum Order
{
    /// <summary>w* is taken to be w (xi = 0): one pass over a validation batch.</summary>
    First,

    /// <summary>w* is one step of training away from w (xi = the learning rate): five passes.</summary>
    Second,
}
