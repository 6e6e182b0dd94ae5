// Writes the corpora of fuzz_card, fuzz_invite, fuzz_log_reference and fuzz_vault_history into the
// folder it is given (tests/fuzz/corpus). Built and run by hand when a layout changes.
#include "crypto/base/init.h"
#include "crypto/log/log_builder.h"
#include "crypto/vault/invite.h"
#include "tests/crypto/vault/card_world.h"
#include "tests/crypto/vault/newcomer.h"

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

/// Operations of fuzz_vault_history: a record of a writer at a place behind the one that was made
/// as the n-th, in an epoch (0 to 2), which names heads (writer, place, which was made as the
/// n-th).
void make(Bytes& out, std::uint8_t writer, std::uint8_t place, std::uint8_t previous,
          std::uint8_t epoch, std::uint8_t flags,
          std::initializer_list<std::array<std::uint8_t, 3>> heads = {})
{
    append(out, Bytes{0, writer, place, previous, epoch, flags,
                      static_cast<std::uint8_t>(heads.size())});
    for (const auto& head : heads) {
        append(out, head);
    }
}

void writeHistories(const std::filesystem::path& folder)
{
    constexpr std::uint8_t checkpoint = 1;
    constexpr std::uint8_t stripped = 2;
    Bytes all;
    make(all, 0, 1, 0, 0, 0);
    make(all, 0, 2, 1, 0, stripped);
    make(all, 0, 3, 2, 2, 0);
    make(all, 1, 1, 0, 2, 0, {{0, 1, 1}});
    make(all, 1, 2, 4, 2, checkpoint, {{0, 3, 3}});
    make(all, 0, 4, 3, 2, 0);
    make(all, 0, 2, 1, 2, 0); // a copied device
    Bytes turns = all;
    append(turns, Bytes{1, 2, 1, 4, 1, 1, 1, 3, 1, 0, 2, 5, 1, 6});
    write(folder / "turns", turns);
    Bytes struck = all;
    append(struck, Bytes{5, 0, 1, 4, 1, 5, 3, 2, 1, 3, 0, 2, 4, 5, 1, 6, 0, 1, 0});
    write(folder / "struck", struck);
    Bytes last;
    make(last, 0, 255, 9, 0, 0, {{1, 255, 9}});
    append(last, Bytes{1, 0, 2, 0, 6, 0, 0, 9, 1});
    write(folder / "last_place", last);

    sotto::test::VaultWorld world(3);
    for (std::uint8_t i = 0; i < 3; ++i) {
        world.write(0, world.put(i));
        static_cast<void>(world.read(1, 0));
        world.write(1, world.put(i));
    }
    sotto::test::Newcomer newcomer(world);
    static_cast<void>(newcomer.take(0, 3));
    static_cast<void>(newcomer.take(1, 3));
    static_cast<void>(newcomer.take(1, 2));
    Bytes state{7};
    append(state, newcomer.history.serialize());
    write(folder / "state", state);
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 2 || !initialize()) {
        return 2;
    }
    const std::filesystem::path folder(argv[1]);
    sotto::test::DeterministicRandom random(700);
    const DeviceLog log = makeLog(random);

    writeHistories(folder / "fuzz_vault_history");
    // The targets know one slot key and one invite secret, of zeros.
    CardBody body{sotto::test::makeContactPoint(random), SecretBytes(asBytes("profile"))};
    std::vector<CardSlot> cardSlots;
    cardSlots.push_back({CardSlotKey(), random.make<DeliveryToken>()});
    write(folder / "fuzz_card" / "card", *sealCard(ObjectId(), body, cardSlots, random));
    write(folder / "fuzz_card" / "contact_point", serialized(body.contact));
    const Timestamp now{1'000'000};
    const InviteBody invite{now.plus(Duration::days(7)), random.make<InviteToken>(),
                            std::move(body.contact), SecretBytes(asBytes("app"))};
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
