using System.Text;

namespace Integrity.Aws.S3.Listing;

/// <summary>Checks each page of a listing against the request and the earlier pages.</summary>
internal sealed class S3ListingCheck(S3ListingRequest request, S3ListingLimits limits)
{
    private readonly byte[] _prefix = Encoding.UTF8.GetBytes(request.Prefix);
    private ListedName? _lastObject;
    private ListedName? _lastFolder;
    private int _pages;
    private int _emptyPages;
    private int _folders;

    /// <summary>Returns what is wrong with a page, or <c>null</c> if it is valid.</summary>
    /// <param name="page">The page.</param>
    /// <param name="token">The continuation token of the page; <c>null</c> for the first page.</param>
    public string? ProblemOf(S3ListingPage page, string? token)
    {
        _emptyPages = page.Objects.Count + page.Folders.Count == 0 ? _emptyPages + 1 : 0;
        _folders += page.Folders.Count;
        if (page.NextToken is not null)
        {
            if (page.NextToken == token)
                return "it repeats a continuation token";
            if (++_pages >= limits.MaxPages)
                return $"it has more than {limits.MaxPages} pages";
            if (_emptyPages > limits.MaxEmptyPages)
                return $"more than {limits.MaxEmptyPages} pages in a row are empty";
        }
        if (_folders > limits.MaxFolders)
            return $"it has more than {limits.MaxFolders} folders";
        if (!request.ListsFolders && page.Folders.Count > 0)
            return "it groups objects, which was not requested";
        return ProblemOfObjects(page) ?? ProblemListsFolders(page);
    }

    private string? ProblemOfObjects(S3ListingPage page)
    {
        foreach (var (name, _) in page.Objects)
        {
            if (!name.Bytes.StartsWith(_prefix))
                return "it lists an object outside the requested prefix";
            if (request.ListsFolders && name.Bytes[_prefix.Length..].Contains((byte)'/'))
                return "it does not group objects as requested";
            if (_lastObject?.CompareBytes(name) is >= 0 and var order)
                return order == 0 ? "it lists an object twice" : "its objects are not in order";
            _lastObject = name;
        }
        return null;
    }

    private string? ProblemListsFolders(S3ListingPage page)
    {
        foreach (var name in page.Folders)
        {
            if (!IsDirectlyBelow(name))
                return "it lists a folder that is not directly below the requested prefix";
            if (_lastFolder?.CompareBytes(name) is >= 0 and var order)
                return order == 0 ? "it lists a folder twice" : "its folders are not in order";
            _lastFolder = name;
        }
        return null;
    }

    /// <summary>
    /// Whether a name consists of the prefix, a folder name and a slash. The folder name may be empty, because an
    /// object path can contain consecutive slashes.
    /// </summary>
    private bool IsDirectlyBelow(ListedName name)
    {
        if (!name.Bytes.StartsWith(_prefix))
            return false;
        var rest = name.Bytes[_prefix.Length..];
        return !rest.IsEmpty && rest.IndexOf((byte)'/') == rest.Length - 1;
    }
}
