#pragma once

#include "app/core/account/own_account.h"
#include "app/core/base/wire_bytes.h"
#include "app/core/vault/limits.h"
#include "app/core/vault/vault_things.h"

namespace sotto::core {

/// Keys of things that are rows: 8 bytes that rise with them.
[[nodiscard]] std::string keyOf(RowId row);
[[nodiscard]] RowId rowOf(std::string_view key);

[[nodiscard]] inline std::uint16_t numberOf(ThingType type)
{
    return static_cast<std::uint16_t>(type);
}

/// Stamps what this device writes: later than all that was seen of a thing and is not ahead of all
/// clocks.
class Stamps
{
public:
    Stamps(const Context& context, const OwnAccount& own);

    void see(const wire::Stamp& stamp);
    [[nodiscard]] wire::Stamp next() const;
    [[nodiscard]] bool isLater(const wire::Stamp& stamp, const wire::Stamp& than) const;
    /// Above it no clock of this time stamps: for vault::merge().
    [[nodiscard]] std::uint64_t horizon() const { return m_horizon; }

    /// Whether @p present (without a stamp) is a write of this device: @p known says something
    /// else. If @p said, which is about to be merged, is a later write of the same, it is none.
    template <class Register>
    [[nodiscard]] std::optional<Register> written(const Register& known, Register present,
                                                  const Register* said = nullptr) const
    {
        if (bare(known) == present.SerializeAsString()) {
            return std::nullopt;
        }
        if (said != nullptr && isLater(said->stamp(), known.stamp()) &&
            bare(*said) == present.SerializeAsString()) {
            return std::nullopt;
        }
        *present.mutable_stamp() = next();
        return present;
    }

private:
    template <class Register> [[nodiscard]] static std::string bare(Register written)
    {
        written.clear_stamp();
        return written.SerializeAsString();
    }
    std::uint64_t m_horizon;
    std::uint64_t m_next;
    std::string m_device;
};

/// The merged states of small things, which hold the stamps of their fields.
class ThingStates
{
public:
    explicit ThingStates(Work& work)
        : m_store(work.stores().vault)
    {}
    /// To read alone.
    explicit ThingStates(storage::VaultStore& store)
        : m_store(store)
    {}

    template <class Body>
    [[nodiscard]] std::optional<Body> find(ThingType type, std::string_view key)
    {
        const auto stored = m_store.state(numberOf(type), key);
        if (!stored) {
            return std::nullopt;
        }
        Body out;
        if (!out.ParseFromArray(stored->data(), static_cast<int>(stored->size()))) {
            throw storage::StorageFailure(storage::FailureKind::Damaged,
                                          "a state of the vault does not parse");
        }
        return out;
    }
    [[nodiscard]] bool isSaid(ThingType type, std::string_view key)
    {
        return m_store.isSaid(numberOf(type), key);
    }
    template <class Body>
    void put(ThingType type, std::string_view key, const Body& state, bool said)
    {
        m_store.putState(numberOf(type), key, serialized(state).view(), said);
    }
    /// Stores @p merged of what was @p present here and what was @p said. True if it is news to
    /// both, so that it has to be said.
    template <class Body>
    [[nodiscard]] bool settle(ThingType type, std::string_view key, const Body& present,
                              const Body& said, const Body& merged)
    {
        const std::string bytes = merged.SerializeAsString();
        const bool wasPresent = bytes == present.SerializeAsString();
        const bool wasSaid = bytes == said.SerializeAsString();
        // What was written here and stands may be nowhere else yet.
        const auto stored = find<Body>(type, key);
        const bool stays = stored && stored->SerializeAsString() == bytes && isSaid(type, key);
        put(type, key, merged, wasSaid || stays);
        return !wasPresent && !wasSaid;
    }

private:
    storage::VaultStore& m_store;
};

} // namespace sotto::core
