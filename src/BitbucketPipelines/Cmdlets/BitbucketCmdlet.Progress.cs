using System.Management.Automation;
using BitbucketPipelines.Output;

namespace BitbucketPipelines;

/// <content>The progress bar of bulk work, searches and long lists.</content>
public abstract partial class BitbucketCmdlet
{
    private const int WorkActivityId = 0x62d;

    private WorkProgress? _workProgress;

    /// <summary>
    /// Shows a progress bar until the result is disposed, also after an error or Ctrl+C. Null, so that nothing is spent on it, where no
    /// bar is wanted: in a build, and with <c>$ProgressPreference = 'SilentlyContinue'</c>.
    /// </summary>
    /// <param name="state">Gives the state of the work. Called on the pipeline thread.</param>
    private protected IDisposable? ShowProgress(Func<WorkState> state)
    {
        if (_workProgress is not null || LogSanitizer.Host != CiHost.None || IsProgressSilent)
        {
            return null;
        }

        _workProgress = new WorkProgress(state, Client.Clock);
        return new ProgressScope(this);
    }

    /// <summary>Updates the progress bar, if there is one and it is time. Called often: while waiting and after each item.</summary>
    private protected void UpdateProgress()
    {
        if (_workProgress?.Tick() is { } bar)
        {
            WriteProgress(new ProgressRecord(WorkActivityId, MyInvocation.MyCommand.Name, bar.Text)
            {
                PercentComplete = bar.Percent,
                SecondsRemaining = bar.SecondsLeft,
            });
        }
    }

    /// <summary>Removes the progress bar while a person is asked.</summary>
    private protected void HideProgress()
    {
        if (_workProgress?.Hide() == true)
        {
            WriteProgress(new ProgressRecord(WorkActivityId, MyInvocation.MyCommand.Name, "Done")
            {
                RecordType = ProgressRecordType.Completed,
            });
        }
    }

    private bool IsProgressSilent
    {
        get
        {
            object? preference = MyInvocation.BoundParameters.TryGetValue("ProgressAction", out object? action)
                ? action : GetVariableValue("ProgressPreference");
            return LanguagePrimitives.TryConvertTo(preference, out ActionPreference value)
                && value is ActionPreference.SilentlyContinue or ActionPreference.Ignore;
        }
    }

    private sealed class ProgressScope(BitbucketCmdlet cmdlet) : IDisposable
    {
        public void Dispose()
        {
            cmdlet.HideProgress();
            cmdlet._workProgress = null;
        }
    }
}
