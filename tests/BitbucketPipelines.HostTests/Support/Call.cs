using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace BitbucketPipelines.HostTests;

/// <summary>A running script and its output so far.</summary>
internal sealed class Call
{
    /// <summary>Longer than any computer needs. Only a test that hangs reaches it.</summary>
    private static readonly TimeSpan s_longest = TimeSpan.FromMinutes(2);

    private readonly PowerShell _shell;
    private readonly PSDataCollection<PSObject> _output = [];
    private readonly int _questions;
    private readonly int _progress;
    private readonly RecordingHost _host;
    private readonly IAsyncResult _running;

    public Call(Runspace runspace, RecordingHost host, string script)
    {
        _host = host;
        _questions = host.Questions.Count;
        _progress = host.Progress.Count;
        _shell = PowerShell.Create(runspace);
        _shell.AddScript(script);
        _running = _shell.BeginInvoke(new PSDataCollection<PSObject>([]), _output);
    }

    public IReadOnlyList<PSObject> Output => Now(_output);

    public IReadOnlyList<ErrorRecord> Errors => Now(_shell.Streams.Error);

    public IReadOnlyList<string> Warnings => [.. Now(_shell.Streams.Warning).Select(w => w.Message)];

    public PSDataStreams Streams => _shell.Streams;

    /// <summary>The output of Write-Host.</summary>
    public IReadOnlyList<string> Said => [.. Now(_shell.Streams.Information).Select(i => i.MessageData?.ToString() ?? "")];

    /// <summary>The prompts of this script.</summary>
    public IReadOnlyList<string> Questions => [.. _host.Questions.Skip(_questions)];

    /// <summary>The progress records of this script.</summary>
    public IReadOnlyList<ProgressRecord> Progress => [.. _host.Progress.Skip(_progress)];

    /// <summary>The exception that ended the script; null if none did.</summary>
    public Exception? Failure { get; private set; }

    public PSInvocationState State => _shell.InvocationStateInfo.State;

    public bool IsCompleted => _running.IsCompleted;

    public void Wait()
    {
        Assert.True(_running.AsyncWaitHandle.WaitOne(s_longest), "The script does not end.");
        try
        {
            _shell.EndInvoke(_running);
        }
        catch (Exception e) when (e is RuntimeException or InvalidOperationException)
        {
            Failure = e;
        }
    }

    /// <summary>Stops the script as Ctrl+C does, and returns when it has ended.</summary>
    public void Stop()
    {
        Assert.True(Task.Run(_shell.Stop).Wait(s_longest), "The script cannot be stopped.");
        Assert.True(_running.AsyncWaitHandle.WaitOne(s_longest), "The script was stopped and does not end.");
    }

    /// <summary>Waits for an effect of the script.</summary>
    public void Until(Func<bool> condition, string what) => HostTest.Until(
        () =>
        {
            bool ended = IsCompleted;
            return condition() || (ended ? throw new InvalidOperationException(
                $"Before {what} the script has ended: {string.Join(" ", Errors)}{_shell.InvocationStateInfo.Reason}") : false);
        },
        what);

    /// <summary>The output so far; more may follow.</summary>
    private static T[] Now<T>(PSDataCollection<T> items)
    {
        lock (((ICollection)items).SyncRoot)
        {
            var now = new T[items.Count];
            items.CopyTo(now, 0);
            return now;
        }
    }
}
