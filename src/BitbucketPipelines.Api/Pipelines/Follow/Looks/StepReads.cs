namespace BitbucketPipelines.Api.Runs;

/// <summary>
/// When the steps of a run that seems to be working are read: its stage can say RUNNING while a manual step waits for a person. That is
/// worth a request only when the run takes longer than expected, and then more and more seldom.
/// </summary>
internal sealed class StepReads
{
    /// <summary>The age from which on a run of which nothing is known may wait for a person, in seconds.</summary>
    private const double UnknownAge = 30;

    /// <summary>How few of the earlier runs take as long as a run that takes longer than expected.</summary>
    private const double FewLast = 0.05;

    private const double Growth = 1.5;

    private double _last;

    /// <summary>Whether to read the steps now. If so, it counts as done.</summary>
    /// <param name="age">The age of the run in seconds.</param>
    /// <param name="forecast">How long it may take; null if nothing is known.</param>
    public bool IsDue(double age, DurationForecast? forecast)
    {
        bool isOverdue = forecast is null ? age >= UnknownAge : forecast.Survival(age) < FewLast;
        if (!isOverdue || age < _last * Growth)
        {
            return false;
        }

        _last = age;
        return true;
    }
}
