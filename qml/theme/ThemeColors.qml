import QtQuick

// The colours by their names in the design, for one scheme at a time. Use them as
// Theme.color.window; what each is for stands beside it.
QtObject {
    id: colors

    // Dark instead of light.
    required property bool dark
    // Lines as strong as the edges of inputs, no tints, no second text colour.
    required property bool highContrast

    // List and full-page background.
    readonly property color sidebar: colors.dark ? "#131517" : "#f5f4f1"
    // Conversation and settings background.
    readonly property color window: colors.dark ? "#191c1e" : "#ffffff"
    // Dialogs, popups, cards.
    readonly property color raised: colors.dark ? "#23272a" : "#ffffff"
    // Search field, disabled button, icon tile; composer in dark.
    readonly property color field: colors.dark ? "#24282b" : "#e9e7e2"
    // Hovered row or icon button.
    readonly property color hover: colors.dark ? "#1f2326" : "#eceae5"
    // Selected row, chosen chip.
    readonly property color selected: colors.dark ? "#1e3338" : "#dce8ea"
    // Bubble of others, composer in light.
    readonly property color theirs: colors.dark ? "#272b2e" : "#f2f0ec"
    // Own bubble.
    readonly property color mine: colors.dark ? "#17424b" : "#d9eaec"
    // Quote, code, file tile inside an own bubble.
    readonly property color mineInset: colors.dark ? "#0f343c" : "#c7dfe2"
    // Quote, code, file tile inside their bubble.
    readonly property color theirsInset: colors.dark ? "#1e2225" : "#e5e2db"
    // Main text.
    readonly property color text: colors.dark ? "#e8ebec" : "#1b1d1f"
    // Second text, resting icons.
    readonly property color text2: colors.highContrast ? colors.text : colors.dark ? "#a4abb0" : "#565b5f"
    // Disabled text and icons (exempt from contrast).
    readonly property color textDis: colors.dark ? "#646b70" : "#9a9ea1"
    // Hairlines.
    readonly property color line: colors.highContrast ? colors.control : colors.dark ? "#2a2f32" : "#e4e1db"
    // Edges of dialogs, choice cards, chips.
    readonly property color lineStrong: colors.highContrast ? colors.control : colors.dark ? "#3d4449" : "#cbc7bf"
    // Edge of inputs, secondary buttons, switches; waveform not yet played.
    readonly property color control: colors.dark ? "#838b90" : "#7d8286"
    // Primary fill, focused edge.
    readonly property color accent: colors.dark ? "#6cc4d0" : "#0e6270"
    // Primary, hovered.
    readonly property color accentHover: colors.dark ? "#82d0da" : "#0b5360"
    // Primary, pressed.
    readonly property color accentPressed: colors.dark ? "#57aeba" : "#08454f"
    // Text on accent. (A property may not begin with "on": that is a signal handler.)
    readonly property color inkOnAccent: colors.dark ? "#06272d" : "#ffffff"
    // Links, quiet buttons, read ticks, focus ring.
    readonly property color accentText: colors.dark ? "#7ccfda" : "#0e6270"
    // Tags, chosen reaction.
    readonly property color accentTint: colors.highContrast ? colors.window : colors.dark ? "#18313a" : "#e4f0f2"
    // Verified.
    readonly property color good: colors.dark ? "#7ecb9b" : "#23693f"
    // Good banner.
    readonly property color goodTint: colors.highContrast ? colors.window : colors.dark ? "#193226" : "#e3f1e8"
    // Warning icon.
    readonly property color warn: colors.dark ? "#e8bf6e" : "#7a4f00"
    // Warning banner.
    readonly property color warnTint: colors.highContrast ? colors.window : colors.dark ? "#342b17" : "#fbf1db"
    // Danger fill.
    readonly property color danger: colors.dark ? "#e8766b" : "#b02b26"
    // Danger fill, hovered.
    readonly property color dangerHover: colors.dark ? "#f08a80" : "#98231f"
    // Text on danger.
    readonly property color inkOnDanger: colors.dark ? "#2b0603" : "#ffffff"
    // Danger text and icons.
    readonly property color dangerText: colors.dark ? "#ff9d94" : "#b02b26"
    // Danger banner.
    readonly property color dangerTint: colors.highContrast ? colors.window : colors.dark ? "#3b2120" : "#fbeae8"
    // Search match.
    readonly property color mark: colors.dark ? "#5e4c12" : "#fce7a2"
    // The match that one stands on, and the letters on it.
    readonly property color currentMark: colors.dark ? "#e8bf6e" : "#eba51e"
    readonly property color inkOnCurrentMark: "#1b1d1f"
    // Unread badge of a muted conversation.
    readonly property color badgeMuted: colors.dark ? "#353b3f" : "#dad7d0"
    // Tooltip background, text is window.
    readonly property color tooltip: colors.dark ? "#e8ebec" : "#2b2f32"

    // Lies over the window below a dialog.
    readonly property color scrim: colors.dark ? Qt.rgba(0, 0, 0, 0.62) : Qt.rgba(27 / 255, 29 / 255, 31 / 255, 0.44)
    // One of the stacked layers of a popup's shadow.
    readonly property color shadow: colors.dark ? Qt.rgba(0, 0, 0, 0.1) : Qt.rgba(27 / 255, 29 / 255, 31 / 255, 0.022)
    // Where the new messages begin.
    readonly property color unreadLine: Qt.alpha(colors.accentText, 0.35)
    // Edge of everything that is told from its surroundings by a tint alone; invisible unless the
    // contrast is high.
    readonly property color tintEdge: colors.highContrast ? colors.control : "transparent"
    // Where people write: a message's composer.
    readonly property color composer: colors.dark ? colors.field : colors.theirs
    // QR codes, which cameras read: the same in both schemes.
    readonly property color qrDark: "#1b1d1f"
    readonly property color qrLight: "#ffffff"
}
