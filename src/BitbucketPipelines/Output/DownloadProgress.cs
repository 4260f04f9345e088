using System.Management.Automation;

namespace BitbucketPipelines.Output;

/// <summary>The progress bar of a download. Disposing removes it.</summary>
internal sealed class DownloadProgress(string activity, Func<(long Done, long All)> state, Action<ProgressRecord> write) : IDisposable
{
    private const int ActivityId = 0x62c;

    private bool _shown;
    private bool _ended;

    public void Tick()
    {
        if (_ended || LogSanitizer.Host != CiHost.None)
        {
            return;
        }

        _shown = true;
        (long done, long all) = state();
        write(new ProgressRecord(ActivityId, activity, all > 0 ? $"{Display.Size(done)} of {Display.Size(all)}" : Display.Size(done))
        {
            PercentComplete = all > 0 ? (int)Math.Min(100, 100 * (double)done / all) : -1,
        });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _ended = true;
        if (_shown)
        {
            write(new ProgressRecord(ActivityId, activity, "Done") { RecordType = ProgressRecordType.Completed });
        }
    }
}
