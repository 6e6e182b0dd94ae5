#include "crypto/vault/log_reference.h"

#include "crypto/attachment/attachment_decryptor.h"
#include "crypto/attachment/attachment_encryptor.h"

#include <cassert>

namespace sotto::crypto {

namespace {

constexpr std::uint8_t kSerializedLogVersion = 1;
constexpr std::size_t kSerializedLogHeadBytes = 1 + 4;

std::size_t serializedBytes(ByteView entry)
{
    return 2 + entry.size();
}

/// The layout of DeviceLog::serialize().
Bytes serializeEntries(std::span<const ByteView> entries)
{
    std::size_t size = kSerializedLogHeadBytes;
    for (const ByteView entry : entries) {
        size += serializedBytes(entry);
    }
    Writer out(size);
    out.u8(kSerializedLogVersion).count32(entries.size());
    for (const ByteView entry : entries) {
        out.bytes16(entry);
    }
    return std::move(out).take();
}

struct SealedBlob
{
    AttachmentDescriptor descriptor;
    Bytes blob;
};

SealedBlob sealBlob(ByteView content, Random& random)
{
    auto encryptor = AttachmentEncryptor::begin(content.size(), random);
    assert(encryptor); // kLogPrefixBytesMax is below what an attachment may have
    const AttachmentLayout& layout = encryptor->layout();
    SealedBlob out;
    out.blob.resize(layout.sealedBytes());
    while (!encryptor->isFinished()) {
        const std::uint32_t next = encryptor->nextChunk();
        const auto chunk = MutableByteView(out.blob).subspan(layout.sealedOffset(next),
                                                             encryptor->nextSealedBytes());
        const auto piece =
            content.subspan(layout.contentOffset(next), encryptor->nextContentBytes());
        std::copy(piece.begin(), piece.end(), chunk.begin());
        encryptor->sealNext(chunk, random);
    }
    out.descriptor = encryptor->descriptor();
    return out;
}

/// The content of exactly that blob.
std::optional<Bytes> openBlob(const AttachmentDescriptor& descriptor, ByteView blob)
{
    AttachmentDecryptor decryptor(descriptor);
    const AttachmentLayout& layout = decryptor.layout();
    if (blob.size() != layout.sealedBytes()) {
        return std::nullopt;
    }
    Bytes out;
    out.reserve(layout.contentBytes());
    Bytes chunk;
    while (!decryptor.isFinished()) {
        const std::uint32_t next = decryptor.nextChunk();
        const auto sealed = blob.subspan(layout.sealedOffset(next), layout.sealedChunkBytes(next));
        chunk.assign(sealed.begin(), sealed.end());
        const auto content = decryptor.openNext(chunk);
        if (!content) {
            return std::nullopt;
        }
        append(out, *content);
    }
    return out;
}

} // namespace

LogPrefix LogPrefix::duplicate() const
{
    return {relay.duplicate(), blob, descriptor.duplicate(), head};
}

std::optional<LogReference> LogReference::of(const DeviceLog& log, const LogPrefix* prefix)
{
    LogReference out;
    if (prefix != nullptr) {
        auto tail = log.entriesSince(prefix->head);
        if (!tail) {
            return std::nullopt;
        }
        out.prefix = prefix->duplicate();
        out.tail = std::move(*tail);
    } else {
        out.tail = log.serialize();
    }
    if (out.tail.size() > kLogTailBytesMax) {
        return std::nullopt;
    }
    return out;
}

bool LogReference::continues(const DeviceLog& known) const
{
    return !prefix || known.relationTo(prefix->head) != HeadRelation::Unknown;
}

bool LogReference::isWellFormed() const
{
    return tail.size() <= kLogTailBytesMax &&
           (!prefix || (isRelayText(prefix->relay.view()) &&
                        prefix->descriptor.contentBytes <= kLogPrefixBytesMax));
}

void LogReference::write(SecretWriter& out) const
{
    out.flag(prefix.has_value());
    if (prefix) {
        out.bytes16(prefix->relay.view()).bytes(prefix->blob);
        out.bytes(prefix->descriptor.serialize().view()).bytes(prefix->head);
    }
    out.bytes32(tail);
}

LogReference LogReference::read(Reader& in)
{
    LogReference out;
    if (in.flag()) {
        out.prefix.emplace();
        out.prefix->relay = readRelayText(in);
        out.prefix->blob = in.fixed<ObjectId>();
        auto descriptor = AttachmentDescriptor::parse(in.bytes(AttachmentDescriptor::kSize));
        if (!descriptor) {
            in.fail(descriptor.error().kind);
        } else if (descriptor->contentBytes > kLogPrefixBytesMax) {
            in.fail(ParseError::Kind::OutOfRange);
        } else {
            out.prefix->descriptor = std::move(*descriptor);
        }
        out.prefix->head = in.fixed<EntryHash>();
    }
    const ByteView tail = in.bytes32(kLogTailBytesMax);
    out.tail.assign(tail.begin(), tail.end());
    return out;
}

SecretBytes LogReference::serialize() const
{
    SecretWriter out(1 + kLogPrefixLayoutBytesMax + 4 + tail.size());
    write(out);
    return std::move(out).take();
}

Result<LogReference, ParseError> LogReference::parse(ByteView bytes)
{
    Reader in(bytes);
    LogReference out = read(in);
    SOTTO_CHECK(in.finish());
    return out;
}

MovedLog moveLog(const DeviceLog& log, ByteView relay, Random& random, std::size_t tailBytes)
{
    assert(isRelayText(relay) && tailBytes <= kLogTailBytesMax);
    std::vector<ByteView> entries;
    for (const LogEntry& entry : log.entries()) {
        entries.emplace_back(entry.bytes());
    }
    std::size_t cut = entries.size();
    std::size_t kept = kSerializedLogHeadBytes;
    while (cut > 1 && kept + serializedBytes(entries[cut - 1]) <= tailBytes) {
        kept += serializedBytes(entries[--cut]);
    }
    const std::span<const ByteView> all(entries);
    SealedBlob sealed = sealBlob(serializeEntries(all.first(cut)), random);
    MovedLog out;
    out.reference.prefix = LogPrefix{SecretBytes(relay), random.make<ObjectId>(),
                                     std::move(sealed.descriptor), log.entries()[cut - 1].hash()};
    out.reference.tail = serializeEntries(all.subspan(cut));
    out.blob = std::move(sealed.blob);
    return out;
}

Result<Bytes, JoinLogError> joinLog(const LogReference& reference, ByteView blob)
{
    Bytes beginning;
    std::vector<ByteView> entries;
    if (reference.prefix) {
        auto content = openBlob(reference.prefix->descriptor, blob);
        if (!content) {
            return Unexpected(JoinLogError::WrongBlob);
        }
        beginning = std::move(*content);
        auto first = splitSerializedLog(beginning);
        if (!first || first->empty()) {
            return Unexpected(JoinLogError::Malformed);
        }
        const auto last = LogEntry::parse(first->back());
        if (!last || last->hash() != reference.prefix->head) {
            return Unexpected(JoinLogError::Malformed);
        }
        entries = std::move(*first);
    } else if (!blob.empty()) {
        return Unexpected(JoinLogError::WrongBlob);
    }
    const auto behind = splitSerializedLog(reference.tail);
    if (!behind || entries.size() + behind->size() > kLogEntriesMax) {
        return Unexpected(JoinLogError::Malformed);
    }
    entries.insert(entries.end(), behind->begin(), behind->end());
    return serializeEntries(entries);
}

} // namespace sotto::crypto
