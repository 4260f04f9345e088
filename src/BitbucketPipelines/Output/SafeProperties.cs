#pragma warning disable CS1591 // The names say all: each returns the property of that name.
using System.ComponentModel;
using System.Management.Automation;
using System.Runtime.CompilerServices;

namespace BitbucketPipelines.Output;

/// <summary>
/// The values of properties as text for a person, for <see cref="DefaultDisplaySets"/>. Methods, because PowerShell would have to parse a
/// script for each of them when the module is imported.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class SafeProperties
{
    public static object? Action(PSObject item) => AsValue(item);
    public static object? Algorithm(PSObject item) => AsValue(item);
    public static object? AllowedValues(PSObject item) => AsValue(item);
    public static object? ApiUri(PSObject item) => AsValue(item);
    public static object? Audience(PSObject item) => AsValue(item);
    public static object? Authentication(PSObject item) => AsValue(item);
    public static object? Branch(PSObject item) => AsValue(item);
    public static object? Cause(PSObject item) => AsValue(item);
    public static object? Check(PSObject item) => AsValue(item);
    public static object? Comment(PSObject item) => AsValue(item);
    public static object? Commit(PSObject item) => AsValue(item);
    public static object? CreatedOn(PSObject item) => AsMoment(item);
    public static object? Cron(PSObject item) => AsValue(item);
    public static object? Custom(PSObject item) => AsValue(item);
    public static object? Default(PSObject item) => AsValue(item);
    public static object? Description(PSObject item) => AsValue(item);
    public static object? Difference(PSObject item) => AsValue(item);
    public static object? Duration(PSObject item) => AsValue(item);
    public static object? Environment(PSObject item) => AsValue(item);
    public static object? EnvironmentType(PSObject item) => AsValue(item);
    public static object? Error(PSObject item) => AsValue(item);
    public static object? FailedStep(PSObject item) => AsValue(item);
    public static object? Fingerprint(PSObject item) => AsValue(item);
    public static object? Import(PSObject item) => AsValue(item);
    public static object? Issuer(PSObject item) => AsValue(item);
    public static object? JwksUri(PSObject item) => AsValue(item);
    public static object? Key(PSObject item) => AsValue(item);
    public static object? KeyId(PSObject item) => AsValue(item);
    public static object? KeyType(PSObject item) => AsValue(item);
    public static object? Kind(PSObject item) => AsValue(item);
    public static object? Labels(PSObject item) => AsValue(item);
    public static object? LastFailedOn(PSObject item) => AsMoment(item);
    public static object? LastUpdated(PSObject item) => AsMoment(item);
    public static object? Left(PSObject item) => AsValue(item);
    public static object? Local(PSObject item) => AsMoment(item);
    public static object? Lock(PSObject item) => AsValue(item);
    public static object? MainBranch(PSObject item) => AsValue(item);
    public static object? MedianDuration(PSObject item) => AsValue(item);
    public static object? Message(PSObject item) => AsValue(item);
    public static object? Month(PSObject item) => AsValue(item);
    public static object? Name(PSObject item) => AsValue(item);
    public static object? NextRun(PSObject item) => AsMoment(item);
    public static object? OverriddenBy(PSObject item) => AsValue(item);
    public static object? P95Duration(PSObject item) => AsValue(item);
    public static object? PackageName(PSObject item) => AsValue(item);
    public static object? Path(PSObject item) => AsValue(item);
    public static object? Pipeline(PSObject item) => AsValue(item);
    public static object? PlaceSource(PSObject item) => AsValue(item);
    public static object? Project(PSObject item) => AsValue(item);
    public static object? Reason(PSObject item) => AsValue(item);
    public static object? Recommendation(PSObject item) => AsValue(item);
    public static object? Ref(PSObject item) => AsValue(item);
    public static object? ReferenceResult(PSObject item) => AsValue(item);
    public static object? Release(PSObject item) => AsValue(item);
    public static object? Repository(PSObject item) => AsValue(item);
    public static object? Result(PSObject item) => AsWord(item);
    public static object? Right(PSObject item) => AsValue(item);
    public static object? Rule(PSObject item) => AsValue(item);
    public static object? Schedule(PSObject item) => AsValue(item);
    public static object? Scope(PSObject item) => AsValue(item);
    public static object? Section(PSObject item) => AsValue(item);
    public static object? Severity(PSObject item) => AsValue(item);
    public static object? Slug(PSObject item) => AsValue(item);
    public static object? StartedOn(PSObject item) => AsMoment(item);
    public static object? State(PSObject item) => AsWord(item);
    public static object? Status(PSObject item) => AsWord(item);
    public static object? Step(PSObject item) => AsValue(item);
    public static object? SupportedAlgorithms(PSObject item) => AsValue(item);
    public static object? Target(PSObject item) => AsValue(item);
    public static object? Test(PSObject item) => AsValue(item);
    public static object? Text(PSObject item) => AsValue(item);
    public static object? Title(PSObject item) => AsValue(item);
    public static object? UpdatedOn(PSObject item) => AsMoment(item);
    public static object? Url(PSObject item) => AsValue(item);
    public static object? Use(PSObject item) => AsValue(item);
    public static object? User(PSObject item) => AsValue(item);
    public static object? Utc(PSObject item) => AsMoment(item);
    public static object? Uuid(PSObject item) => AsValue(item);
    public static object? Value(PSObject item) => AsValue(item);
    public static object? Variables(PSObject item) => AsValue(item);
    public static object? Version(PSObject item) => AsValue(item);
    public static object? Workspace(PSObject item) => AsValue(item);

    private static object? AsValue(PSObject item, [CallerMemberName] string name = "") => Display.Value(Of(item, name));

    private static object? AsMoment(PSObject item, [CallerMemberName] string name = "") => Display.Moment(Of(item, name));

    private static string AsWord(PSObject item, [CallerMemberName] string name = "") => Display.Word(Of(item, name)?.ToString());

    private static object? Of(PSObject? item, string name) => item?.Properties[name]?.Value;
}
