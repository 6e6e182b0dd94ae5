// Writes the corpora of fuzz_card, fuzz_invite and fuzz_log_reference into the folder it is given
// (tests/fuzz/corpus). Built and run by hand when a layout changes.
#include "crypto/log/log_builder.h"
#include "crypto/vault/invite.h"
#include "tests/crypto/vault/card_world.h"

#include <filesystem>
#include <fstream>

using namespace sotto::crypto;

namespace {

void write(const std::filesystem::path& path, ByteView bytes)
{
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
}

Bytes serialized(const ContactPoint& contact)
{
    SecretWriter out;
    contact.write(out);
    return {out.view().begin(), out.view().end()};
}

/// A device that refreshed five times.
DeviceLog makeLog(Random& random)
{
    const SigningKey recovery = SigningKey::generate(random);
    DeviceKeys keys = DeviceKeys::generate(random);
    const DeviceId id = keys.publicKeys().deviceId();
    const auto genesis =
        LogBuilder::genesis(recovery, keys, NewDevicePolicy::AtOnce, {}, Timestamp{1});
    DeviceLog log = *DeviceLog::verify(std::array<ByteView, 1>{genesis->bytes()});
    for (int i = 0; i < 5; ++i) {
        DeviceKeys fresh = DeviceKeys::generate(random);
        const auto entry =
            LogBuilder(log, Timestamp{2}).refresh(Authors::oneDevice(id, keys), fresh);
        if (!log.extend(std::array<ByteView, 1>{entry->bytes()})) {
            std::abort();
        }
        keys = std::move(fresh);
    }
    return log;
}

/// As fuzz_log_reference takes it.
Bytes joined(const LogReference& reference, ByteView content)
{
    Writer out;
    out.bytes16(reference.serialize().view()).bytes(content);
    return std::move(out).take();
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 2) {
        return 2;
    }
    const std::filesystem::path folder(argv[1]);
    sotto::test::DeterministicRandom random(700);
    const DeviceLog log = makeLog(random);

    // The targets know one slot key and one invite secret, of zeros.
    CardBody body{sotto::test::makeContactPoint(random), SecretBytes(asBytes("profile"))};
    std::vector<CardSlot> cardSlots;
    cardSlots.push_back({CardSlotKey(), random.make<DeliveryToken>()});
    write(folder / "fuzz_card" / "card", *sealCard(ObjectId(), body, cardSlots, random));
    write(folder / "fuzz_card" / "contact_point", serialized(body.contact));
    const Timestamp now{1'000'000};
    const InviteBody invite{now.plus(Duration::days(7)), random.make<InviteToken>(),
                            std::move(body.contact)};
    write(folder / "fuzz_invite" / "invite", *sealInvite(InviteSecret(), invite, now, random));
    ContactPoint moved = sotto::test::makeContactPoint(random);
    moved.log.prefix = sotto::test::makeLogPrefix(random);
    write(folder / "fuzz_card" / "contact_point_with_blob", serialized(moved));

    const MovedLog parts =
        moveLog(log, asBytes("sotto://relay.example/#FINGERPRINT"), random, 1000);
    const EntryHash& end = parts.reference.prefix->head;
    Writer beginning;
    std::uint32_t count = 0;
    for (const LogEntry& entry : log.entries()) {
        beginning.bytes16(entry.bytes());
        ++count;
        if (entry.hash() == end) {
            break;
        }
    }
    Writer content;
    content.u8(1).u32(count).bytes(beginning.view());
    write(folder / "fuzz_log_reference" / "with_blob", joined(parts.reference, content.view()));
    write(folder / "fuzz_log_reference" / "whole", joined(*LogReference::of(log, nullptr), {}));
}
