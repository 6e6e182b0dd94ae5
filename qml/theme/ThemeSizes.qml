import QtQuick

// Sizes of parts, in pixels. What holds text or stands beside it grows with the text: by one line
// of it, or by two where two lines stand above each other.
QtObject {
    id: sizes

    // 1 for 100 %, 2 for 200 %.
    required property real textScale

    readonly property int line: Math.round(20 * (sizes.textScale - 1))
    readonly property int twoLines: 2 * sizes.line

    // Columns of the window.
    readonly property int sidebar: 320 + 4 * sizes.line
    readonly property int sidebarMin: 280 + 2 * sizes.line
    readonly property int sidebarMax: 420 + 4 * sizes.line
    readonly property int details: 360
    readonly property int settingsColumn: 640
    readonly property int formColumn: 400
    readonly property int promptColumn: 320
    readonly property int wordsColumn: 632
    readonly property int conversationMax: 960
    readonly property int windowMinWidth: 360
    readonly property int windowMinHeight: 480

    // Rows and bars.
    readonly property int headerHeight: 56 + sizes.twoLines
    readonly property int row: 64 + sizes.twoLines
    readonly property int listGap: 8
    readonly property int navRow: 40 + sizes.line
    readonly property int settingRow: 44 + sizes.line
    readonly property int deviceRow: 72 + sizes.twoLines
    readonly property int menuRow: 36 + sizes.line
    readonly property int menuMin: 200

    // Avatars.
    readonly property int avatarRow: 44 + Math.round(sizes.line / 2)
    readonly property int avatarHeader: 36 + Math.round(sizes.line / 2)
    readonly property int avatarSelf: 32 + Math.round(sizes.line / 4)
    readonly property int avatarGroupMessage: 28 + Math.round(sizes.line / 4)
    readonly property int avatarLarge: 72

    // Controls.
    readonly property int iconButton: 36 + sizes.line
    readonly property int composerButton: 40 + sizes.line
    readonly property int composerMin: 40 + sizes.line
    readonly property int composerMax: 200
    readonly property int button: 36 + sizes.line
    readonly property int buttonLarge: 44 + sizes.line
    readonly property int input: 44 + sizes.line
    readonly property int searchField: 36 + sizes.line
    readonly property int chip: 28 + sizes.line
    readonly property int suggestion: 32 + sizes.line
    readonly property int badge: 20 + Math.round(sizes.line * 0.6)
    readonly property int tag: 20 + Math.round(sizes.line * 0.6)
    readonly property int reaction: 24 + sizes.line
    readonly property int hoverBar: 36 + sizes.line
    readonly property int hoverBarButton: 32 + sizes.line
    // Least height of a word that can be clicked in a line of text.
    readonly property int linkTarget: 24 + sizes.line
    readonly property int switchWidth: 40 + sizes.line
    readonly property int switchHeight: 24 + Math.round(sizes.line * 0.6)
    readonly property int check: 20 + sizes.line
    readonly property int scrollBar: 8
    readonly property int scrollBarMin: 36

    // Icons, and the width of the lines that they are drawn with.
    readonly property int icon: 20 + sizes.line
    readonly property int iconBanner: 18 + sizes.line
    readonly property int iconSmall: 16 + Math.round(sizes.line * 0.8)
    readonly property int iconTiny: 14 + Math.round(sizes.line * 0.7)
    readonly property real iconLine: 1.5
    readonly property real iconLineTiny: 2
    readonly property int iconTile: 40 + sizes.line
    readonly property int dot: 7
    readonly property int mark: 80
    readonly property int wordCell: 48 + sizes.line
    readonly property int wordNumber: 28 + sizes.line
    readonly property int progress: 4

    // Edges.
    readonly property int edge: 1
    readonly property int edgeStrong: 2
    readonly property int focusRing: 2
    readonly property int focusOffset: 2
    readonly property int quoteBar: 3

    // Bubbles: the widest, in pixels and as a share of their column.
    readonly property int bubbleMax: 560
    readonly property real bubbleMaxShare: 0.8
    readonly property int jointCorner: 24
    readonly property int groupIndent: 8 + sizes.avatarGroupMessage

    // Dialogs and popups.
    readonly property int dialog: 480
    readonly property int alarmDialog: 640
    readonly property int popupLayers: 6
    readonly property int toolTipMax: 280
    readonly property int bannerText: 240 + 8 * sizes.line

    // QR codes, in pixels a module; the quiet zone in modules.
    readonly property int qrModuleInvite: 5
    readonly property int qrModuleSafety: 4
    readonly property int qrQuietModules: 4
    readonly property int qrMax: 280
}
