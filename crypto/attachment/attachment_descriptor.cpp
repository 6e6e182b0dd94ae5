#include "crypto/attachment/attachment_descriptor.h"

#include "crypto/base/writer.h"

#include <cassert>

namespace sotto::crypto {

SecretBytes AttachmentDescriptor::serialize() const
{
    SecretWriter out(kSize);
    out.u8(kAttachmentVersion).bytes(key.view()).u64(contentBytes).bytes(digest);
    return std::move(out).take();
}

Result<AttachmentDescriptor, ParseError> AttachmentDescriptor::parse(ByteView bytes)
{
    Reader in(bytes);
    AttachmentDescriptor out;
    in.version(kAttachmentVersion);
    out.key = in.secret<AttachmentKey>();
    out.contentBytes = in.u64();
    if (out.contentBytes > kAttachmentBytesMax) {
        in.fail(ParseError::Kind::OutOfRange);
    }
    out.digest = in.fixed<AttachmentDigest>();
    SOTTO_CHECK(in.finish());
    return out;
}

AttachmentDescriptor AttachmentDescriptor::duplicate() const
{
    AttachmentDescriptor out;
    out.key = key.duplicate();
    out.contentBytes = contentBytes;
    out.digest = digest;
    return out;
}

AttachmentLayout AttachmentDescriptor::layout() const
{
    const auto layout = AttachmentLayout::of(contentBytes);
    assert(layout);
    return *layout;
}

} // namespace sotto::crypto
