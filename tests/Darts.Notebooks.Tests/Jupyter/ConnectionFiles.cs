using Darts.Notebooks.Jupyter;

namespace Darts.Notebooks.Tests.Jupyter;

public class ConnectionFiles
{
    [Fact]
    public void A_connection_file_is_for_its_owner_alone_and_reads_back()
    {
        using var folder = new TemporaryFolder();
        var connection = ConnectionFile.Create();

        connection.Save(folder.File("c.json"));

        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(folder.File("c.json")));
        Assert.Equal(connection, ConnectionFile.Read(folder.File("c.json")));
        Assert.Equal(5, new[] { connection.ShellPort, connection.IOPubPort, connection.StdinPort, connection.ControlPort, connection.HeartbeatPort }.Distinct().Count());
    }

    [Theory]
    [InlineData("\"ip\":\"127.0.0.1\"", "\"ip\":\"0.0.0.0\"", "loopback")]
    [InlineData("\"transport\":\"tcp\"", "\"transport\":\"ipc\"", "only tcp")]
    [InlineData("hmac-sha256", "hmac-md5", "only hmac-sha256")]
    [InlineData("\"shell_port\"", "\"shell_prt\"", "not a Jupyter connection file")]
    public void A_connection_that_is_not_served_is_refused(string from, string to, string reason)
    {
        using var folder = new TemporaryFolder();
        ConnectionFile.Create().Save(folder.File("c.json"));
        folder.Write("d.json", File.ReadAllText(folder.File("c.json")).Replace(from, to));

        Assert.Contains(reason, Assert.Throws<InvalidDataException>(() => ConnectionFile.Read(folder.File("d.json"))).Message, StringComparison.Ordinal);
    }
}
