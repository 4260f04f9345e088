using System.Collections.Concurrent;
using System.Management.Automation;
using System.Reflection;
using BitbucketPipelines.Api;
using BitbucketPipelines.Api.Models;
using BitbucketPipelines.Api.Reports;
using BitbucketPipelines.Api.Runs;
using BitbucketPipelines.Api.Settings;
using BitbucketPipelines.Api.Ssh;
using BitbucketPipelines.Api.Variables;

namespace BitbucketPipelines.Output;

/// <summary>
/// Chooses the table of BitbucketPipelines.Format.ps1xml whose columns hold the names of the objects. The columns of a table of PowerShell
/// have fixed widths, if rows are to be shown as they come. So there are several tables for a type, for short and for long names. Each
/// has a type name of its own, <c>...Pipeline#LongPlace</c>, which the object gets when it is written. The original type names stay.
/// </summary>
internal sealed class TableLayouts
{
    private const string Short = "ShortPlace";
    private const string Standard = "";
    private const string LongName = "LongName";
    private const string LongPlace = "LongPlace";
    private const string LongestName = "LongestName";
    /// <summary>For slugs of the maximum length, which is 62. In a narrow window there is little room left for other columns.</summary>
    private const string LongestPlace = "LongestPlace";

    /// <summary>The type name of variables that were searched for. They have a table of their own.</summary>
    internal const string FoundVariable = "BitbucketPipelines.FoundVariable";

    private static readonly ConcurrentDictionary<(Type Type, string Name), PropertyInfo?> s_properties = new();

    // Asked for each object that is written.
    private static readonly ConcurrentDictionary<Type, string> s_keys = new();

    private readonly Dictionary<string, int> _chosen = new(StringComparer.Ordinal);

    private bool _prefersStandard;

    /// <summary>
    /// The tables of each type, in the order in which they are tried, with the widths of the columns that names must fit into. The last
    /// table takes all others.
    /// </summary>
    internal static IReadOnlyDictionary<string, Layout[]> All { get; } = new Dictionary<string, Layout[]>(StringComparer.Ordinal)
    {
        [typeof(Pipeline).FullName!] =
        [
            new(Short, ("Repository", 12), ("Custom", 18)), new(Standard, ("Repository", 20), ("Custom", 10)),
            new(LongPlace, ("Repository", 42)), new(LongestPlace),
        ],
        [typeof(PipelineMeasure).FullName!] =
        [
            // Most often only repositories are told apart: the other names are empty then.
            new(Short, ("Repository", 27)) { Empty = ["Branch", "Section", "Month"] },
            new(Standard, ("Repository", 16), ("Branch", 14), ("Section", 14)),
            new(LongName, ("Repository", 20), ("Branch", 24), ("Section", 26)), new(LongPlace),
        ],
        [typeof(FlakyItem).FullName!] =
        [
            new(Standard, ("Repository", 14), ("Step", 12)), new(LongName, ("Repository", 20), ("Step", 30)), new(LongPlace),
        ],
        [typeof(PipelineStep).FullName!] =
        [
            new(Standard, ("Repository", 15), ("Name", 24)), new(LongName, ("Repository", 15), ("Name", 64)),
            new(LongPlace, ("Repository", 40)), new(LongestPlace),
        ],
        [typeof(Repository).FullName!] =
        [
            new(Standard, ("Workspace", 14), ("Slug", 30), ("MainBranch", 12), ("Project", 10)),
            new(LongName, ("Workspace", 14), ("Slug", 42), ("MainBranch", 12), ("Project", 18)),
            new(LongPlace, ("Workspace", 20), ("Slug", 58)), new(LongestPlace),
        ],
        [typeof(BitbucketSession).FullName!] =
        [
            new(Standard, ("Workspace", 11), ("Repository", 18), ("User", 20)), new(LongPlace, ("Workspace", 20), ("Repository", 43)),
            new(LongestPlace),
        ],
        [typeof(Variable).FullName!] =
        [
            new(Short, ("Repository", 12), ("Environment", 11), ("Name", 34)),
            new(Standard, ("Repository", 18), ("Environment", 11), ("Name", 24)),
            new(LongName, ("Repository", 18), ("Environment", 15), ("Name", 44)),
            new(LongestName, ("Repository", 18), ("Environment", 15), ("Name", 96)),
            new(LongPlace, ("Repository", 38), ("Environment", 18), ("Name", 41)), new(LongestPlace),
        ],
        [FoundVariable] =
        [
            new(Short, ("Repository", 12), ("Environment", 11), ("Name", 24)),
            new(Standard, ("Repository", 18), ("Environment", 11), ("Name", 16)),
            new(LongName, ("Repository", 18), ("Environment", 15), ("Name", 44)),
            new(LongestName, ("Repository", 18), ("Environment", 15), ("Name", 84)),
            new(LongPlace, ("Repository", 38), ("Environment", 18), ("Name", 41)), new(LongestPlace),
        ],
        [typeof(CustomPipeline).FullName!] =
            [new(Standard, ("Repository", 18), ("Name", 31)), new(LongPlace)],
        [typeof(ItemResult).FullName!] =
        [
            new(Standard, ("Target", 27), ("Name", 22)), new(LongName, ("Target", 27), ("Name", 41)),
            new(LongestName, ("Target", 27), ("Name", 84)), new(LongPlace, ("Target", 48), ("Name", 40)), new(LongestPlace),
        ],
        [typeof(SettingResult).FullName!] =
        [
            new(Standard, ("Target", 20), ("Name", 16)), new(LongName, ("Target", 27), ("Name", 37)),
            new(LongPlace, ("Target", 42), ("Name", 45)), new(LongestPlace),
        ],
        [typeof(SettingDifference).FullName!] =
        [
            new(Standard, ("Repository", 18), ("Environment", 11), ("Name", 18)),
            new(LongPlace, ("Repository", 40), ("Environment", 24), ("Name", 40)), new(LongestPlace),
        ],
        [typeof(VariableDifference).FullName!] = [new(Standard, ("Name", 28)), new(LongName, ("Name", 44)), new(LongestName)],
        [typeof(PipelineSchedule).FullName!] =
        [
            new(Standard, ("Repository", 15), ("Branch", 12), ("Custom", 11)),
            new(LongName, ("Repository", 15), ("Branch", 30), ("Custom", 32)), new(LongPlace, ("Repository", 40)), new(LongestPlace),
        ],
        [typeof(ScheduleExecution).FullName!] = [new(Standard, ("Repository", 16)), new(LongPlace, ("Repository", 42)), new(LongestPlace)],
        [typeof(PipelineConfig).FullName!] =
        [
            new(Standard, ("Workspace", 20), ("Repository", 34)), new(LongPlace, ("Workspace", 20), ("Repository", 50)), new(LongestPlace),
        ],
        [typeof(BuildNumber).FullName!] =
        [
            new(Standard, ("Workspace", 20), ("Repository", 34)), new(LongPlace, ("Workspace", 20), ("Repository", 43)), new(LongestPlace),
        ],
        [typeof(SshKeyPair).FullName!] = [new(Standard, ("Repository", 24)), new(LongPlace, ("Repository", 44)), new(LongestPlace)],
        [typeof(KnownHost).FullName!] =
        [
            new(Standard, ("Repository", 20), ("Name", 22)), new(LongName, ("Repository", 20), ("Name", 40)),
            new(LongestName, ("Repository", 20), ("Name", 84)), new(LongPlace, ("Repository", 40), ("Name", 38)), new(LongestPlace),
        ],
        [typeof(HostKey).FullName!] = [new(Standard, ("Name", 17)), new(LongName, ("Name", 44)), new(LongestName)],
        [typeof(Cache).FullName!] =
        [
            new(Standard, ("Repository", 20), ("Name", 20)), new(LongName, ("Repository", 20), ("Name", 39)),
            new(LongestName, ("Repository", 20), ("Name", 84)), new(LongPlace, ("Repository", 40), ("Name", 38)), new(LongestPlace),
        ],
        [typeof(CacheResult).FullName!] =
            [new(Standard, ("Target", 24), ("Name", 16)), new(LongPlace, ("Target", 40), ("Name", 28)), new(LongestPlace)],
        [typeof(TestReport).FullName!] =
        [
            new(Standard, ("Repository", 16), ("Step", 17)), new(LongName, ("Repository", 16)), new(LongPlace, ("Repository", 42)),
            new(LongestPlace),
        ],
        [typeof(TestCase).FullName!] =
        [
            new(Standard, ("Repository", 14), ("Step", 12), ("Name", 42)), new(LongName, ("Repository", 14), ("Name", 64)),
            new(LongestName, ("Repository", 14)), new(LongPlace, ("Repository", 40), ("Name", 58)), new(LongestPlace),
        ],
        [typeof(DeploymentEnvironment).FullName!] =
        [
            new(Standard, ("Repository", 20), ("Name", 24)), new(LongName, ("Repository", 20), ("Name", 42)),
            new(LongestName, ("Repository", 20), ("Name", 98)), new(LongPlace, ("Repository", 40), ("Name", 38)), new(LongestPlace),
        ],
        [typeof(Deployment).FullName!] =
        [
            new(Standard, ("Repository", 20), ("Environment", 15)), new(LongPlace, ("Repository", 39), ("Environment", 20)),
            new(LongestPlace),
        ],
        [typeof(Runner).FullName!] =
        [
            new(Standard, ("Repository", 16), ("Name", 22)), new(LongName, ("Repository", 16), ("Name", 40)),
            new(LongestName, ("Repository", 16), ("Name", 84)), new(LongPlace, ("Repository", 40), ("Name", 38)), new(LongestPlace),
        ],
        [typeof(CommitStatus).FullName!] = [new(Standard, ("Repository", 16), ("Key", 21)), new(LongPlace)],
        [typeof(PublishedReport).FullName!] = [new(Standard, ("Repository", 14), ("Title", 16)), new(LongPlace)],
        [typeof(OidcKey).FullName!] = [new(Standard, ("Workspace", 14)), new(LongPlace)],
    };

    /// <summary>
    /// Prepares for objects that are written together or soon, so that the first of them gets a table for the longest name of all.
    /// </summary>
    /// <param name="items">The objects.</param>
    /// <param name="isPartial">
    /// Whether objects of unknown names may follow, as with piped input. The table for short names is not taken then, and a wide window
    /// gets the one for long names, because it has the room.
    /// </param>
    public void Expect(IEnumerable<object?> items, bool isPartial)
    {
        foreach (object? item in items)
        {
            if (Unwrap(item) is { } value && KeyOf(item, value) is { } key)
            {
                Choose(key, isPartial, value);
            }
        }
    }

    /// <summary>
    /// Prefers the standard table to that for short names. Its objects need no type name of their own, which costs time and memory for each
    /// of thousands.
    /// </summary>
    public void PreferStandard() => _prefersStandard = true;

    /// <summary>Prepares for rows about changes in these places.</summary>
    public void ExpectTargets(IEnumerable<string> targets)
    {
        foreach (string target in targets)
        {
            Choose(typeof(ItemResult).FullName!, false, target, "Target");
            Choose(typeof(CacheResult).FullName!, false, target, "Target");
        }
    }

    /// <summary>Gives an object the type name of its table. One with the standard table stays as it is.</summary>
    public void Apply(object? item, bool isPartial)
    {
        if (Unwrap(item) is not { } value || KeyOf(item, value) is not { } key)
        {
            return;
        }

        Layout layout = Choose(key, isPartial, value);
        if (layout.Suffix.Length == 0 && item is not PSObject)
        {
            return;
        }

        System.Collections.ObjectModel.Collection<string> names = PSObject.AsPSObject(item).TypeNames;
        // A run that is written again, for example.
        if (names[0].IndexOf('#') >= 0)
        {
            names.RemoveAt(0);
        }

        if (layout.Suffix.Length > 0)
        {
            names.Insert(0, layout.TypeName(key));
        }
    }

    /// <summary>Chooses the first table that holds an object, or a text in a column, and all those before it.</summary>
    private Layout Choose(string key, bool isPartial, object value, string? column = null)
    {
        Layout[] layouts = All[key];
        if (!_chosen.TryGetValue(key, out int chosen) && (isPartial || _prefersStandard))
        {
            chosen = _prefersStandard || !TerminalStyle.IsWide ? layouts[0].Suffix == Short ? 1 : 0
                : layouts[layouts.Length - 1].Suffix is LongestPlace or LongestName ? layouts.Length - 2 : layouts.Length - 1;
        }

        while (chosen < layouts.Length - 1
            && !(column is null ? layouts[chosen].Holds(value) : layouts[chosen].Holds(column, (string)value)))
        {
            chosen++;
        }

        _chosen[key] = chosen;
        return layouts[chosen];
    }

    private static object? Unwrap(object? item) => item is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : item;

    private static string? KeyOf(object? item, object value)
    {
        if (item is PSObject found && found.TypeNames.Contains(FoundVariable))
        {
            return FoundVariable;
        }

        string key = s_keys.GetOrAdd(value.GetType(), TableOf);
        return key.Length > 0 ? key : null;
    }

    /// <summary>The name of the type whose tables an object of this type has; empty for none.</summary>
    private static string TableOf(Type type)
    {
        for (Type? t = type; t is not null; t = t.BaseType)
        {
            if (All.ContainsKey(t.FullName!))
            {
                return t.FullName!;
            }
        }

        return "";
    }

    /// <summary>A table.</summary>
    /// <param name="suffix">What its type name has behind that of the objects; empty for the table of the type itself.</param>
    /// <param name="names">The columns of names, and their widths.</param>
    internal sealed class Layout(string suffix, params (string Property, int Width)[] names)
    {
        private string? _typeName;

        public string Suffix => suffix;

        public IReadOnlyList<(string Property, int Width)> Names => names;

        /// <summary>Names that have no column, so that the table is for objects without them.</summary>
        public string[] Empty { get; init; } = [];

        /// <summary>The name of the type that has this table.</summary>
        public string TypeName(string type) => _typeName ??= $"{type}#{suffix}";

        /// <summary>Whether the columns of this table hold the names of an object.</summary>
        public bool Holds(object value)
        {
            // Asked for each object that is written: nothing is allocated here.
            foreach ((string property, int width) in names)
            {
                if (Text(value, property).Length > width)
                {
                    return false;
                }
            }

            foreach (string property in Empty)
            {
                if (Text(value, property).Length > 0)
                {
                    return false;
                }
            }

            return true;
        }

        /// <summary>Whether a column of this table holds a name.</summary>
        public bool Holds(string column, string text) => Array.TrueForAll(names, n => n.Property != column || text.Length <= n.Width);

        private static string Text(object value, string property) => s_properties.GetOrAdd(
            (value.GetType(), property), key => key.Type.GetProperty(key.Name))?.GetValue(value) as string ?? "";
    }
}
