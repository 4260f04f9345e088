using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace BitbucketPipelines.HostTests;

/// <summary>A script under way, and what has come of it.</summary>
internal sealed class Call
{
    /// <summary>More than any machine needs; only a test that would hang for ever meets it.</summary>
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

    /// <summary>What Write-Host and its like said.</summary>
    public IReadOnlyList<string> Said => [.. Now(_shell.Streams.Information).Select(i => i.MessageData?.ToString() ?? "")];

    /// <summary>The questions of this script.</summary>
    public IReadOnlyList<string> Questions => [.. _host.Questions.Skip(_questions)];

    /// <summary>The progress of this script.</summary>
    public IReadOnlyList<ProgressRecord> Progress => [.. _host.Progress.Skip(_progress)];

    /// <summary>The exception that ended the script, if one did.</summary>
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

    /// <summary>Stops it, as Ctrl+C does, and returns when it has ended.</summary>
    public void Stop()
    {
        Assert.True(Task.Run(_shell.Stop).Wait(s_longest), "The script cannot be stopped.");
        Assert.True(_running.AsyncWaitHandle.WaitOne(s_longest), "The script was stopped and does not end.");
    }

    /// <summary>Waits for something that the script brings about.</summary>
    public void Until(Func<bool> condition, string what) => HostTest.Until(
        () =>
        {
            bool ended = IsCompleted;
            return condition() || (ended ? throw new InvalidOperationException(
                $"Before {what} the script has ended: {string.Join(" ", Errors)}{_shell.InvocationStateInfo.Reason}") : false);
        },
        what);

    /// <summary>What is there at this moment; more may be coming.</summary>
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
