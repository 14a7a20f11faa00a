namespace Darts.Data;

/// <summary>Labelled images that come in batches, wherever they lie: in memory (<see cref="ImageSplit"/>) or in files.</summary>
public interface IImageSource
{
    /// <summary>A name for messages and records.</summary>
    string Name { get; }

    /// <summary>The name of every class, in the order of the labels.</summary>
    IReadOnlyList<string> Classes { get; }

    /// <summary>Channels of an image (C).</summary>
    int Channels { get; }

    /// <summary>Rows of an image as it is fed to a network (H).</summary>
    int Height { get; }

    /// <summary>Columns of an image as it is fed to a network (W).</summary>
    int Width { get; }

    /// <summary>Number of images.</summary>
    int Count { get; }

    /// <summary>
    /// 12 hexadecimal digits that other images, labels, another order or another normalisation do not have: what a checkpoint knows its data by. Images in
    /// files are known by their paths.
    /// </summary>
    string Fingerprint { get; }

    /// <summary>The random changes made to the images of a <see cref="Pass"/>, for records.</summary>
    string Changes { get; }

    /// <summary>One pass over all images, shuffled and changed at random.</summary>
    /// <param name="request">What batches are wanted.</param>
    /// <param name="pass">The number of the pass, from 0; each has its own order and its own changes to the images.</param>
    IEnumerable<Batch> Pass(BatchRequest request, long pass);

    /// <summary>One pass in stored order, without random changes: for measuring.</summary>
    /// <param name="request">What batches are wanted.</param>
    IEnumerable<Batch> InOrder(BatchRequest request);
}
