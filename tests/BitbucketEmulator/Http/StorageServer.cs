namespace BitbucketEmulator;

/// <summary>
/// What stands for S3 on the second port: pre-signed links that expire, and a refusal of any Authorization header, because S3 rejects
/// a second authentication mechanism.
/// </summary>
internal static class StorageServer
{
    public static EmulatorResponse Handle(EmulatorRequest request)
    {
        StorageLink? link = request.State.World.StorageLinks.Find(request.RawPath.TrimStart('/'));
        if (link is null)
        {
            return Error(404, "NoSuchKey", "The specified key does not exist.");
        }

        if (request.Header("Authorization") is not null)
        {
            return Error(
                400,
                "InvalidArgument",
                "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, "
                    + "Signature query string parameter or the Authorization header should be specified");
        }

        if (request.Query.First("X-Amz-Signature") != StorageLinkStore.Signature)
        {
            return Error(403, "SignatureDoesNotMatch", "The request signature we calculated does not match the signature you provided.");
        }

        if (request.Now >= link.Until)
        {
            return Error(403, "AccessDenied", "Request has expired");
        }

        // If-Range: the rest only of the very same bytes, else everything (RFC 9110).
        string tag = EntityTag.Of(link.Bytes);
        string? range = request.Header("If-Range") is { } known && known != tag ? null : request.Header("Range");
        EmulatorResponse answer = ByteRange.Answer(link.Bytes, range).With("ETag", tag);
        return answer.Status == 416
            ? Error(416, "InvalidRange", "The requested range is not satisfiable").With("Content-Range", $"bytes */{link.Bytes.Length}")
            : answer.With("Accept-Ranges", "bytes");
    }

    private static EmulatorResponse Error(int status, string code, string message) => EmulatorResponse.Text(
        status,
        $"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>{code}</Code><Message>{message}</Message></Error>",
        "application/xml");
}
