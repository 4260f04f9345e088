using System.Text;
using BitbucketPipelines.Api;

namespace BitbucketPipelines.Tests.Client;

/// <summary>A file is either the old or the new one, never a mixture, and no temporary file remains.</summary>
public sealed class AtomicFileTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void File_is_made_with_its_commit_and_not_before()
    {
        string path = _folder.File("a.txt");
        using (AtomicFile file = AtomicFile.Create(path))
        {
            file.Stream.Write("new"u8);
            Assert.False(File.Exists(path));
            file.Commit();
        }

        Assert.Equal("new", File.ReadAllText(path));
        Assert.Equal(["a.txt"], _folder.Files);
    }

    [Fact]
    public void What_is_given_up_changes_nothing()
    {
        string path = _folder.File("a.txt", "old");
        using (AtomicFile file = AtomicFile.Create(path))
        {
            file.Stream.Write("half"u8);
            Assert.Equal("old", File.ReadAllText(path));
        }

        Assert.Equal("old", File.ReadAllText(path));
        Assert.Equal(["a.txt"], _folder.Files);
    }

    [Fact]
    public void Longer_file_is_replaced_whole()
    {
        string path = _folder.File("a.txt", "old and longer");
        AtomicFile.Write(path, "né", new UTF8Encoding(true));
        Assert.Equal([0xEF, 0xBB, 0xBF, .. "né"u8], File.ReadAllBytes(path));
        Assert.Equal(["a.txt"], _folder.Files);
    }

    [Fact]
    public void File_that_must_not_be_replaced_is_not_even_when_it_comes_late()
    {
        string path = _folder.File("a.txt");
        using (AtomicFile file = AtomicFile.Create(path, noClobber: true))
        {
            File.WriteAllText(path, "of another");
            Assert.Throws<IOException>(() => file.Commit());
        }

        Assert.Throws<IOException>(() => AtomicFile.Write(path, "x", Encoding.UTF8, noClobber: true));
        Assert.Equal("of another", File.ReadAllText(path));
        Assert.Equal(["a.txt"], _folder.Files);
    }

    [Fact]
    public void Missing_folder_and_a_folder_in_its_place_are_reported_by_their_names()
    {
        string missing = Path.Combine(_folder.File("no"), "a.txt");
        Assert.Contains(
            Path.GetDirectoryName(missing)!, Assert.Throws<DirectoryNotFoundException>(() => AtomicFile.Create(missing)).Message,
            StringComparison.Ordinal);
        string folder = Path.GetDirectoryName(_folder.File("x"))!;
        Assert.Contains("is a folder", Assert.Throws<IOException>(() => AtomicFile.Create(folder)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Permissions_are_kept_and_the_bytes_are_never_less_private()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        string path = _folder.File("a.txt", "old");
        const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.UserExecute;
        File.SetUnixFileMode(path, Mode);
        using AtomicFile file = AtomicFile.Create(path);
        Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(file.Stream.Name) & ~Mode);
        file.Commit();
        Assert.Equal(Mode, File.GetUnixFileMode(path));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Link_stays_a_link_and_its_file_is_written(bool exists)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        string real = exists ? _folder.File("real.txt", "old") : _folder.File("real.txt");
        string link = _folder.File("link.txt");
        File.CreateSymbolicLink(_folder.File("between.txt"), "real.txt");
        File.CreateSymbolicLink(link, "between.txt");
        AtomicFile.Write(link, "new", Encoding.ASCII);
        Assert.Equal("between.txt", new FileInfo(link).LinkTarget);
        Assert.Null(new FileInfo(real).LinkTarget);
        Assert.Equal("new", File.ReadAllText(real));
    }

    [Fact]
    public void Device_is_written_to_and_stays()
    {
        if (!OperatingSystem.IsWindows())
        {
            AtomicFile.Write("/dev/null", "x", Encoding.ASCII);
            Assert.Empty(File.ReadAllBytes("/dev/null"));
        }
    }
}
