using Microsoft.AspNetCore.Http;

namespace Integrity.Cli.Service;

/// <summary>
/// Serves <c>GET /healthz</c> (200, or 503 if a digest is more than 15 minutes late) and <c>GET /metrics</c>.
/// </summary>
internal sealed class HealthEndpoint(ServiceStatus status)
{
    public Task AnswerAsync(HttpContext context) =>
        (
            HttpMethods.IsGet(context.Request.Method) || HttpMethods.IsHead(context.Request.Method),
            context.Request.Path.Value
        ) switch
        {
            (true, "/healthz") => SendAsync(
                context,
                status.IsHealthy ? 200 : 503,
                "text/plain; charset=utf-8",
                status.IsHealthy ? "ok\n" : "digest overdue\n"
            ),
            (true, "/metrics") => SendAsync(context, 200, PrometheusText.ContentType, PrometheusText.Of(status)),
            (true, _) => SendAsync(context, 404, "text/plain; charset=utf-8", "not found: use /healthz or /metrics\n"),
            _ => SendAsync(context, 405, "text/plain; charset=utf-8", "method not allowed: use GET\n"),
        };

    private static Task SendAsync(HttpContext context, int code, string contentType, string text)
    {
        context.Response.StatusCode = code;
        context.Response.ContentType = contentType;
        return HttpMethods.IsHead(context.Request.Method)
            ? Task.CompletedTask
            : context.Response.WriteAsync(text, context.RequestAborted);
    }
}
