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
    public static object? Action(PSObject item) => Value(item);
    public static object? Algorithm(PSObject item) => Value(item);
    public static object? AllowedValues(PSObject item) => Value(item);
    public static object? ApiUri(PSObject item) => Value(item);
    public static object? Audience(PSObject item) => Value(item);
    public static object? Authentication(PSObject item) => Value(item);
    public static object? Branch(PSObject item) => Value(item);
    public static object? Cause(PSObject item) => Value(item);
    public static object? Check(PSObject item) => Value(item);
    public static object? Comment(PSObject item) => Value(item);
    public static object? Commit(PSObject item) => Value(item);
    public static object? CreatedOn(PSObject item) => Moment(item);
    public static object? Cron(PSObject item) => Value(item);
    public static object? Custom(PSObject item) => Value(item);
    public static object? Default(PSObject item) => Value(item);
    public static object? Description(PSObject item) => Value(item);
    public static object? Difference(PSObject item) => Value(item);
    public static object? Duration(PSObject item) => Value(item);
    public static object? Environment(PSObject item) => Value(item);
    public static object? EnvironmentType(PSObject item) => Value(item);
    public static object? Error(PSObject item) => Value(item);
    public static object? FailedStep(PSObject item) => Value(item);
    public static object? Fingerprint(PSObject item) => Value(item);
    public static object? Import(PSObject item) => Value(item);
    public static object? Issuer(PSObject item) => Value(item);
    public static object? JwksUri(PSObject item) => Value(item);
    public static object? Key(PSObject item) => Value(item);
    public static object? KeyId(PSObject item) => Value(item);
    public static object? KeyType(PSObject item) => Value(item);
    public static object? Kind(PSObject item) => Value(item);
    public static object? Labels(PSObject item) => Value(item);
    public static object? LastFailedOn(PSObject item) => Moment(item);
    public static object? LastUpdated(PSObject item) => Moment(item);
    public static object? Left(PSObject item) => Value(item);
    public static object? Local(PSObject item) => Moment(item);
    public static object? Lock(PSObject item) => Value(item);
    public static object? MainBranch(PSObject item) => Value(item);
    public static object? MedianDuration(PSObject item) => Value(item);
    public static object? Message(PSObject item) => Value(item);
    public static object? Month(PSObject item) => Value(item);
    public static object? Name(PSObject item) => Value(item);
    public static object? NextRun(PSObject item) => Moment(item);
    public static object? OverriddenBy(PSObject item) => Value(item);
    public static object? P95Duration(PSObject item) => Value(item);
    public static object? PackageName(PSObject item) => Value(item);
    public static object? Path(PSObject item) => Value(item);
    public static object? Pipeline(PSObject item) => Value(item);
    public static object? PlaceSource(PSObject item) => Value(item);
    public static object? Project(PSObject item) => Value(item);
    public static object? Reason(PSObject item) => Value(item);
    public static object? Recommendation(PSObject item) => Value(item);
    public static object? Ref(PSObject item) => Value(item);
    public static object? ReferenceResult(PSObject item) => Value(item);
    public static object? Release(PSObject item) => Value(item);
    public static object? Repository(PSObject item) => Value(item);
    public static object? Result(PSObject item) => Word(item);
    public static object? Right(PSObject item) => Value(item);
    public static object? Rule(PSObject item) => Value(item);
    public static object? Schedule(PSObject item) => Value(item);
    public static object? Scope(PSObject item) => Value(item);
    public static object? Section(PSObject item) => Value(item);
    public static object? Severity(PSObject item) => Value(item);
    public static object? Slug(PSObject item) => Value(item);
    public static object? StartedOn(PSObject item) => Moment(item);
    public static object? State(PSObject item) => Word(item);
    public static object? Status(PSObject item) => Word(item);
    public static object? Step(PSObject item) => Value(item);
    public static object? SupportedAlgorithms(PSObject item) => Value(item);
    public static object? Target(PSObject item) => Value(item);
    public static object? Test(PSObject item) => Value(item);
    public static object? Text(PSObject item) => Value(item);
    public static object? Title(PSObject item) => Value(item);
    public static object? UpdatedOn(PSObject item) => Moment(item);
    public static object? Url(PSObject item) => Value(item);
    public static object? Use(PSObject item) => Value(item);
    public static object? User(PSObject item) => Value(item);
    public static object? Utc(PSObject item) => Moment(item);
    public static object? Uuid(PSObject item) => Value(item);
    public static object? Value(PSObject item) => Value(item);
    public static object? Variables(PSObject item) => Value(item);
    public static object? Version(PSObject item) => Value(item);
    public static object? Workspace(PSObject item) => Value(item);

    private static object? Value(PSObject item, [CallerMemberName] string name = "") => Display.Value(Of(item, name));

    private static object? Moment(PSObject item, [CallerMemberName] string name = "") => Display.Moment(Of(item, name));

    private static string Word(PSObject item, [CallerMemberName] string name = "") => Display.Word(Of(item, name)?.ToString());

    private static object? Of(PSObject? item, string name) => item?.Properties[name]?.Value;
}
