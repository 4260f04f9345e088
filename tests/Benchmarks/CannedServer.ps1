# A server that costs next to nothing, for what the emulator is too slow for: a list of any number of runs, and a log of any size.
# Prints its port. It ends with the process that started it.
param([Parameter(Mandatory)] [string] $Run, [Parameter(Mandatory)] [string] $Log, [Parameter(Mandatory)] [int] $ParentId)
Add-Type -TypeDefinition @'
using System;
using System.IO;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading;
using System.Threading.Tasks;

public static class CannedServer
{
    private static readonly System.Collections.Concurrent.ConcurrentDictionary<string, byte[]> s_pages =
        new System.Collections.Concurrent.ConcurrentDictionary<string, byte[]>();

    private static string s_run;
    private static string s_log;
    private static int s_requests;
    private static int s_inFlight;
    private static int s_most;

    public static int Start(string run, string log)
    {
        s_run = run;
        s_log = log;
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start(100);
        Task.Run(async () =>
        {
            while (true)
            {
                TcpClient client = await listener.AcceptTcpClientAsync();
                client.NoDelay = true;
                _ = Task.Run(() => ServeAsync(client));
            }
        });
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                NetworkStream stream = client.GetStream();
                var reader = new StreamReader(stream, Encoding.ASCII, false, 16384, true);
                while (await reader.ReadLineAsync() is string line)
                {
                    string path = line.Split(' ')[1];
                    while (!string.IsNullOrEmpty(await reader.ReadLineAsync()))
                    {
                    }

                    await AnswerAsync(client, stream, path);
                }
            }
            catch (IOException)
            {
                // The client has gone.
            }
            catch (SocketException)
            {
            }
        }
    }

    private static async Task AnswerAsync(TcpClient client, NetworkStream stream, string path)
    {
        if (path == "/stats")
        {
            await SendAsync(stream, "{\"requests\":" + s_requests + ",\"most\":" + s_most + "}");
            return;
        }

        if (path == "/reset")
        {
            s_requests = s_most = 0;
            await SendAsync(stream, "{}");
            return;
        }

        Interlocked.Increment(ref s_requests);
        int now = Interlocked.Increment(ref s_inFlight);
        s_most = Math.Max(s_most, now);
        if (path.EndsWith("/log"))
        {
            // repositories/acme/log-8/pipelines/1/steps/x/log: eight times the file.
            int times = path.Contains("/log-") ? int.Parse(path.Split("/log-")[1].Split('/')[0]) : 1;
            byte[] head = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: " + (times * new FileInfo(s_log).Length) + "\r\n\r\n");
            Interlocked.Decrement(ref s_inFlight);
            await stream.WriteAsync(head, 0, head.Length);
            for (int i = 0; i < times; i++)
            {
                await client.Client.SendFileAsync(s_log, CancellationToken.None);
            }

            return;
        }

        if (path.Contains("/pipelines/?"))
        {
            // Made once where it is asked for again and again: the time of the server would be measured otherwise.
            byte[] page = path.Contains("/runs-100000/") ? Answer(Page(path)) : s_pages.GetOrAdd(path, p => Answer(Page(p)));
            Interlocked.Decrement(ref s_inFlight);
            await stream.WriteAsync(page, 0, page.Length);
            return;
        }

        string body = path.Contains("/steps")
            ? "{\"size\":1,\"page\":1,\"pagelen\":100,\"values\":[{\"type\":\"pipeline_step\",\"uuid\":\"{00000000-0000-0000-0000-000000000001}\",\"name\":\"Build\",\"started_on\":\"2026-01-01T00:00:00Z\",\"state\":{\"name\":\"COMPLETED\",\"result\":{\"name\":\"SUCCESSFUL\"}}}]}"
            : s_run.Replace("@NUMBER@", "1").Replace("@UUID@", Guid.Empty.ToString());
        Interlocked.Decrement(ref s_inFlight);
        await SendAsync(stream, body);
    }

    // repositories/acme/runs-10000/pipelines/?page=3&pagelen=100
    private static string Page(string path)
    {
        int size = int.Parse(path.Split("/runs-")[1].Split('/')[0]);
        int length = Query(path, "pagelen", 10);
        int page = Query(path, "page", 1);
        var text = new StringBuilder("{\"size\":" + size + ",\"page\":" + page + ",\"pagelen\":" + length + ",\"values\":[");
        for (int i = (page - 1) * length; i < Math.Min(size, page * length); i++)
        {
            text.Append(i % length == 0 ? "" : ",").Append(s_run.Replace("@NUMBER@", (size - i).ToString()).Replace("@UUID@", new Guid(size - i, 0, 0, new byte[8]).ToString()));
        }

        return text.Append("]}").ToString();
    }

    private static int Query(string path, string name, int other)
    {
        foreach (string part in path.Split('?')[1].Split('&'))
        {
            if (part.StartsWith(name + "="))
            {
                return int.Parse(part.Substring(name.Length + 1));
            }
        }

        return other;
    }

    private static async Task SendAsync(NetworkStream stream, string body)
    {
        byte[] all = Answer(body);
        await stream.WriteAsync(all, 0, all.Length);
    }

    private static byte[] Answer(string body)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        byte[] head = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + bytes.Length + "\r\n\r\n");
        byte[] all = new byte[head.Length + bytes.Length];
        head.CopyTo(all, 0);
        bytes.CopyTo(all, head.Length);
        return all;
    }
}
'@
[Console]::Out.WriteLine([CannedServer]::Start([IO.File]::ReadAllText($Run), $Log))
[Console]::Out.Flush()
(Get-Process -Id $ParentId).WaitForExit()
