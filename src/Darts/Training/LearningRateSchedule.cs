namespace Darts.Training;

/// <summary>The learning rate of every epoch, computed from its number: it depends on nothing that came before, so that a run can go on anywhere.</summary>
public abstract record LearningRateSchedule
{
    /// <summary>The learning rate of an epoch.</summary>
    /// <param name="epoch">The epoch, from 0.</param>
    public abstract double At(int epoch);
}
