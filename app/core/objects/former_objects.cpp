#include "app/core/objects/former_objects.h"

#include "crypto/base/reader.h"
#include "crypto/base/writer.h"
#include "crypto/vault/relay_text.h"

#include <algorithm>

namespace sotto::core {

namespace {

constexpr std::string_view kRow = "objects.former";
constexpr std::uint8_t kVersion = 1;

///     struct {
///         u8  version = 1;
///         u16 count;
///         struct { bytes16 relay; u8 kind; u8 id[32]; u32 changes; bytes16 deletion; } objects[];
///     } FormerObjects;            // in the own database only
crypto::SecretBytes serialize(const std::vector<FormerObject>& objects)
{
    crypto::SecretWriter out;
    out.u8(kVersion).count16(objects.size());
    for (const FormerObject& object : objects) {
        out.bytes16(object.relay.view()).u8(static_cast<std::uint8_t>(object.kind));
        out.bytes(object.id).u32(object.changes).bytes16(object.deletion);
    }
    return std::move(out).take();
}

} // namespace

std::vector<FormerObject> formerObjects(storage::StateStore& state)
{
    std::vector<FormerObject> out;
    const auto stored = state.find(kRow);
    if (!stored) {
        return out;
    }
    crypto::Reader in(stored->view());
    in.version(kVersion);
    for (std::size_t left = in.count16(kFormerObjectsMax); left > 0 && !in.failed(); --left) {
        FormerObject object;
        object.relay = crypto::SecretBytes(in.bytes16(crypto::kRelayAddressBytesMax));
        object.kind = static_cast<crypto::ObjectKind>(in.u8());
        object.id = in.fixed<crypto::ObjectId>();
        object.changes = in.u32();
        const crypto::ByteView deletion = in.bytes16(crypto::kListChangeBytesMax);
        object.deletion.assign(deletion.begin(), deletion.end());
        out.push_back(std::move(object));
    }
    if (!in.finish()) {
        throw storage::StorageFailure(storage::FailureKind::Damaged, "what was left behind");
    }
    return out;
}

void rememberFormer(ObjectContext& context, FormerObject object)
{
    std::vector<FormerObject> all = formerObjects(context.state());
    std::erase_if(all, [&](const FormerObject& known) {
        return known.id == object.id && std::ranges::equal(known.relay.view(), object.relay.view());
    });
    all.push_back(std::move(object));
    if (all.size() > kFormerObjectsMax) {
        all.erase(all.begin());
    }
    context.state().put(kRow, serialize(all).view());
}

std::optional<crypto::KeyList> listBehind(const std::vector<crypto::Bytes>& changes,
                                          std::size_t count)
{
    const std::vector<crypto::ByteView> views(changes.begin(), changes.end());
    if (count == 0 || count > views.size()) {
        return std::nullopt;
    }
    auto list = crypto::KeyList::create(views.front());
    if (!list || !list->extend(std::span(views).first(count).subspan(1))) {
        return std::nullopt;
    }
    return std::move(*list);
}

} // namespace sotto::core
