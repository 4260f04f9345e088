using System.ComponentModel;
using System.Management.Automation;
using BitbucketPipelines.Completion;
using BitbucketPipelines.Output;

namespace BitbucketPipelines;

/// <summary>The base class of all cmdlets of the module.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public abstract class ModuleCmdlet : PSCmdlet
{
    private readonly TableLayouts _tables = new();

    /// <summary>
    /// Not supported, unless a cmdlet overrides it. Without this parameter, PowerShell would silently take -Pipeline as an abbreviation of
    /// the common parameter -PipelineVariable.
    /// </summary>
    /// <remarks>All overrides have the same type, because the engine cannot set a property that hides one of another type.</remarks>
    [Parameter(DontShow = true)]
    [RefusePipeline]
    [ArgumentCompleter(typeof(NothingCompleter))]
    public virtual PipelineReference[] Pipeline { get; set; } = [];

    /// <summary>The full path of a file, which need not exist.</summary>
    /// <exception cref="ErrorRecordException">The path is not one of the file system.</exception>
    private protected string FilePath(string path) => FilePaths.Resolve(SessionState.Path, path);

#pragma warning disable RS0030 // Text for the user passes through here or BitbucketCmdlet.Writing.cs.
    /// <summary>Writes a warning without control sequences of terminals and commands of build systems.</summary>
    private protected new void WriteWarning(string text) => base.WriteWarning(LogSanitizer.Message(text));
#pragma warning restore RS0030

    /// <summary>Writes an object that is shown in the table for its names.</summary>
    private protected new void WriteObject(object? item)
    {
        _tables.Apply(item, MyInvocation.ExpectingInput);
        base.WriteObject(item);
    }

    /// <summary>Writes objects that are shown in the same table, with room for the longest name of all.</summary>
    /// <param name="items">The objects.</param>
    /// <param name="areAll">Whether no others follow, whatever is piped in: names that are known need no spare room.</param>
    private protected void WriteObjects(IEnumerable<object?> items, bool areAll = false)
    {
        if (items is string[] lines)
        {
            // Text has no table, and a log has millions of lines.
            base.WriteObject(lines, enumerateCollection: true);
            return;
        }

        object?[] all = [.. items];
        _tables.Expect(all, MyInvocation.ExpectingInput && !areAll);
        foreach (object? item in all)
        {
            WriteObject(item);
        }
    }

    /// <summary>Prepares the table for objects that are written soon.</summary>
    /// <param name="items">The objects.</param>
    /// <param name="areMany">Whether hundreds of others follow.</param>
    private protected void ExpectObjects(IEnumerable<object?> items, bool areMany = false)
    {
        if (areMany)
        {
            _tables.PreferStandard();
        }

        _tables.Expect(items, MyInvocation.ExpectingInput);
    }

    /// <summary>Prepares the table for rows about changes in these places.</summary>
    private protected void ExpectTargets(IEnumerable<string> targets) => _tables.ExpectTargets(targets);
}
