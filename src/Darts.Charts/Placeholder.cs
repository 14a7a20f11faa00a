namespace Darts.Charts; internal static class Placeholder;
