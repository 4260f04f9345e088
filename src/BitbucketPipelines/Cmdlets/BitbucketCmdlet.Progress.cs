using System.Management.Automation;
using BitbucketPipelines.Api;
using BitbucketPipelines.Output;

namespace BitbucketPipelines;

/// <content>The progress bar of bulk work, searches and long lists.</content>
public abstract partial class BitbucketCmdlet
{
    private const int WorkActivityId = 0x62d;

    /// <summary>How many bars the cmdlets of a pipeline show. All of them run on the same thread.</summary>
    [ThreadStatic]
    private static int s_bars;

    private WorkProgress? _workProgress;
    private IDisposable? _recordProgress;
    private long _recordCount;

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

        _workProgress = NeedsSession
            ? new WorkProgress(state, Client.Clock, new WorkPace(Client.Allowance, _requests))
            : new WorkProgress(state, BitbucketClientOptions.DefaultClock);
        s_bars++;
        return new ProgressScope(this);
    }

    /// <summary>
    /// Counts an input record, or a part of one, that was processed. From the second on there is a progress bar, unless a cmdlet before
    /// this one shows how many there are.
    /// </summary>
    private void CountRecord()
    {
        bool areSeveral = MyInvocation.ExpectingInput || _records.Count > 1;
        if (++_recordCount == 1 && areSeveral && s_bars == 0 && (_client is not null || !NeedsSession))
        {
            _recordProgress = ShowProgress(() => WorkState.OfRecords(_recordCount));
        }

        UpdateProgress();
    }

    /// <summary>Removes a progress bar that is still shown when the pipeline has been stopped between two records.</summary>
    private void RemoveProgress()
    {
        if (_recordProgress is not null && _workProgress is not null)
        {
            s_bars--;
            if (_workProgress.Hide())
            {
                RemoveFromHost(NewCompletedRecord());
            }

            _workProgress = null;
        }
    }

    private ProgressRecord NewCompletedRecord() =>
        new(WorkActivityId, MyInvocation.MyCommand.Name, "Done") { RecordType = ProgressRecordType.Completed };

    /// <summary>Removes the progress bar of the input records.</summary>
    private void EndRecordProgress()
    {
        _recordProgress?.Dispose();
        _recordProgress = null;
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
            WriteProgress(NewCompletedRecord());
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
            if (cmdlet._workProgress is not null)
            {
                cmdlet.HideProgress();
                cmdlet._workProgress = null;
                s_bars--;
            }
        }
    }
}
