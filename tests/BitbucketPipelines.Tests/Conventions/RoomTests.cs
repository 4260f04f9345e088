namespace BitbucketPipelines.Tests.Conventions;

/// <summary>A feature is one folder, of the same name in the client, the cmdlets and the tests.</summary>
public sealed class RoomTests
{
    // What a folder holds beside the features: the ground that all of them stand on.
    private static readonly string[] s_ground =
    [
        "Bulk", "Client", "Files", "Objects", "Platform", "Cmdlets", "Completion", "Errors", "Lists", "Output", "Parameters", "Places",
    ];

    private static string Sources(string project) => Path.Combine(Places.Root, "src", project);

    [Theory]
    [InlineData("BitbucketPipelines.Api")]
    [InlineData("BitbucketPipelines")]
    public void No_source_file_lies_in_the_root_and_no_folder_is_a_drawer(string project)
    {
        var rooms = Places.Sources(project).GroupBy(f => Path.GetRelativePath(Sources(project), Path.GetDirectoryName(f)!)).ToList();
        Assert.True(rooms.Count > 20);
        Assert.All(rooms, room =>
        {
            Assert.NotEqual(".", room.Key);
            Assert.True(room.Count() <= 25, $"{room.Key} has {room.Count()} files: what is it about?");
        });
    }

    [Theory]
    [InlineData("src/BitbucketPipelines", "*Command.cs")]
    [InlineData("tests/BitbucketPipelines.Tests", "*Tests.cs")]
    [InlineData("tests/BitbucketPipelines.HostTests", "*Tests.cs")]
    [InlineData("tests/Pester", "*-Bb*.Tests.ps1")]
    public void Rooms_have_the_names_of_the_rooms_of_the_client_or_of_the_cmdlets(string tree, string pattern)
    {
        string[] rooms = [.. new[] { "BitbucketPipelines.Api", "BitbucketPipelines" }
            .SelectMany(p => Places.Sources(p).Select(f => Path.GetRelativePath(Sources(p), Path.GetDirectoryName(f)!))).Distinct()];
        string[] own = ["Contract", "Conventions", "Help", "Module", "Build", "Support", .. s_ground];
        string root = Path.Combine(Places.Root, tree);
        string[] used = [.. Directory.EnumerateFiles(root, pattern, SearchOption.AllDirectories)
            .Select(f => Path.GetRelativePath(root, Path.GetDirectoryName(f)!))
            .Where(r => r.Split(Path.DirectorySeparatorChar)[0] is not ("obj" or "bin")).Distinct()];
        Assert.NotEmpty(used);
        Assert.All(used, room => Assert.Contains(room, rooms.Concat(own).Concat(rooms.Select(r => Path.GetDirectoryName(r)!))));
    }
}
