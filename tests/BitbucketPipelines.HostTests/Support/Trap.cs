using System.Collections;
using System.Management.Automation;
using System.Reflection;
using System.Security;
using System.Text;

namespace BitbucketPipelines.HostTests;

/// <summary>Collects all text that the output of a script contains, to search it for secrets.</summary>
internal sealed class Trap
{
    private const int Deepest = 8;

    private readonly StringBuilder _text = new();
    private readonly HashSet<object> _seen = new(ReferenceEqualityComparer.Instance);

    public string Text => _text.ToString();

    /// <summary>
    /// The streams and the screen of a call, every object in each output format, and every property of each object and error,
    /// recursively. The command line that PowerShell itself keeps is not included.
    /// </summary>
    public static string Of(Shell shell, Call call)
    {
        var trap = new Trap();
        trap.Walk(call.Output, 0);
        foreach (IEnumerable stream in (
            IEnumerable[])[call.Streams.Error, call.Streams.Warning, call.Streams.Verbose, call.Streams.Debug, call.Streams.Information,
            call.Streams.Progress, call.Progress, call.Questions])
        {
            trap.Walk(stream, 0);
        }

        trap.Walk(call.Failure, 0);
        // Caught and suppressed errors are only in $Error.
        trap.Walk(shell.With("__of", call.Output).Get("$global:Error").Select(o => o.BaseObject), 0);
        trap.Walk(shell.Get("""
            $objects = @(
                $__of | Where-Object { $_ -and $_ -isnot [Management.Automation.ErrorRecord] -and
                    $_ -isnot [Management.Automation.InformationalRecord] })
            $objects | Format-Table | Out-String -Width 4000
            $objects | Format-List * -Force | Out-String -Width 4000
            $objects | ConvertTo-Json -Depth 4 -WarningAction Ignore -Compress
            $objects | ConvertTo-Csv
            if ($objects) { [Management.Automation.PSSerializer]::Serialize($objects, 3) }
            """), 0);
        trap.Add(shell.Host.Screen);
        return trap.Text;
    }

    private void Add(string? text) => _text.AppendLine(text);

    private void Walk(object? value, int depth)
    {
        switch (value)
        {
            case null or InvocationInfo or MemberInfo or Assembly or SecureString or ScriptBlock or Pointer or Stream or Delegate:
                return;
            case string text:
                Add(text);
                return;
        }

        if (value.GetType().IsPrimitive || value is Enum || !_seen.Add(value))
        {
            Add(value.ToString());
            return;
        }

        Add(value.ToString());
        if (depth >= Deepest)
        {
            return;
        }

        if (value is PSObject wrapped)
        {
            foreach (PSPropertyInfo property in wrapped.Properties.Where(p => p.MemberType == PSMemberTypes.NoteProperty))
            {
                Walk(property.Value, depth + 1);
            }

            Walk(wrapped.BaseObject is PSCustomObject ? null : wrapped.BaseObject, depth);
            return;
        }

        if (value is IDictionary dictionary)
        {
            foreach (DictionaryEntry entry in dictionary)
            {
                Walk(entry.Key, depth + 1);
                Walk(entry.Value, depth + 1);
            }
        }
        else if (value is IEnumerable items)
        {
            foreach (object? item in items)
            {
                Walk(item, depth + 1);
            }

            return;
        }

        if (value.GetType().Namespace is { } space
            && (space.StartsWith("System.Reflection", StringComparison.Ordinal)
            || space.StartsWith("System.Threading", StringComparison.Ordinal)))
        {
            return;
        }

        foreach (PropertyInfo property in value.GetType().GetProperties(BindingFlags.Instance | BindingFlags.Public)
            .Where(p => p.CanRead && p.GetIndexParameters().Length == 0))
        {
            object? inner;
            try
            {
                inner = property.GetValue(value);
            }
            catch (TargetInvocationException)
            {
                continue;
            }
            catch (NotSupportedException)
            {
                continue;
            }

            Walk(inner, depth + 1);
        }
    }
}
