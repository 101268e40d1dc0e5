namespace Integrity.IntegrationTests.Html;

/// <summary>Measures text contrast as defined by WCAG 2: https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio</summary>
internal static class Contrast
{
    /// <summary>A script that returns the lowest contrast of all visible text.</summary>
    public const string Script = """
        () => {
          const numbers = color => color.match(/[\d.]+/g).map(Number);
          const luminance = color => numbers(color).slice(0, 3).map(c => c / 255)
            .map(c => c <= .04045 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4)
            .reduce((sum, c, i) => sum + c * [.2126, .7152, .0722][i], 0);
          const behind = element => {
            for (; element; element = element.parentElement) {
              const color = getComputedStyle(element).backgroundColor;
              if ((numbers(color)[3] ?? 1) > 0) return color;
            }
            return 'rgb(255, 255, 255)';
          };
          const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          let worst = 21;
          while (texts.nextNode()) {
            const element = texts.currentNode.parentElement;
            if (!texts.currentNode.data.trim() || !element.checkVisibility()
              || element.closest('svg, script, template, button:disabled')) continue;
            const [a, b] = [luminance(getComputedStyle(element).color), luminance(behind(element))]
              .sort((x, y) => y - x);
            worst = Math.min(worst, (a + .05) / (b + .05));
          }
          return worst;
        }
        """;
}
