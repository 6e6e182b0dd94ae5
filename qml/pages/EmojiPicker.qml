pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Sotto.App
import Sotto.Components
import Sotto.Theme

// Emoji to pick, above the button that opened it: recent ones first, then by group, or what a
// search finds. Arrows move, Enter takes; Shift+Enter takes one and stays.
//
//   emoji   the view-model (required)
T.Popup {
    id: picker

    required property EmojiModel emoji

    // As many as fit, eight where there is room.
    readonly property int columns: Math.max(3, Math.min(8, Math.floor((picker.roomWidth - 2 * picker.margins - leftPadding - rightPadding) / picker.cell)))
    readonly property real roomWidth: T.Overlay.overlay?.width ?? Theme.size.windowMinWidth
    readonly property real roomHeight: T.Overlay.overlay?.height ?? Theme.size.windowMinHeight
    readonly property int cell: Theme.size.iconButton + Theme.space.xs

    signal picked(string letters)

    function take(letters: string, stay: bool) {
        picker.picked(letters);
        picker.emoji.use(letters);
        stay || picker.close();
    }

    margins: Theme.space.s
    padding: Theme.space.m
    x: parent ? Math.round(Theme.mirrored ? 0 : parent.width - width) : 0
    y: -height - Theme.space.s
    width: picker.columns * picker.cell + leftPadding + rightPadding
    height: Math.min(Theme.size.sidebarMax, picker.roomHeight - Theme.size.composerButton - 4 * Theme.space.s)
    focus: true
    closePolicy: T.Popup.CloseOnEscape | T.Popup.CloseOnPressOutside

    onAboutToShow: picker.emoji.load()
    onOpened: search.forceActiveFocus(Qt.PopupFocusReason)
    onClosed: picker.emoji.query = ""

    enter: Transition {
        NumberAnimation {
            property: "opacity"
            from: 0
            to: 1
            duration: Theme.motion.fast
            easing.type: Theme.motion.easingIn
        }
    }

    background: Elevation {
        radius: Theme.radius.card
    }

    contentItem: ColumnLayout {
        LayoutMirroring.enabled: Theme.mirrored
        LayoutMirroring.childrenInherit: true

        spacing: Theme.space.s

        SearchField {
            id: search

            Layout.fillWidth: true
            focus: true
            placeholder: qsTr("Search emoji")
            text: picker.emoji.query
            onEdited: picker.emoji.query = text
            onMovedDown: grid.forceActiveFocus(Qt.TabFocusReason)
            onAccepted: grid.currentItem && picker.take((grid.currentItem as EmojiCell).emoji, false)
        }

        GridView {
            id: grid

            Layout.fillWidth: true
            Layout.fillHeight: true
            clip: true
            activeFocusOnTab: true
            reuseItems: true
            boundsBehavior: Flickable.StopAtBounds
            cellWidth: picker.cell
            cellHeight: picker.cell
            keyNavigationEnabled: true
            model: picker.emoji
            currentIndex: 0

            Accessible.role: Accessible.List
            Accessible.name: qsTr("Emoji")

            T.ScrollBar.vertical: ScrollBar {}

            Keys.onReturnPressed: event => grid.currentItem && picker.take((grid.currentItem as EmojiCell).emoji, event.modifiers & Qt.ShiftModifier)
            Keys.onEnterPressed: event => grid.currentItem && picker.take((grid.currentItem as EmojiCell).emoji, event.modifiers & Qt.ShiftModifier)
            Keys.onUpPressed: event => grid.currentIndex < picker.columns ? search.forceActiveFocus(Qt.BacktabFocusReason) : grid.moveCurrentIndexUp()

            delegate: EmojiCell {
                width: picker.cell
                height: picker.cell
                current: GridView.isCurrentItem && (grid.activeFocus || search.activeFocus && picker.emoji.query.length > 0)
                onClicked: picker.take(emoji, false)
            }
        }

        Label {
            Layout.fillWidth: true
            visible: picker.emoji.count === 0
            text: qsTr("No emoji is called that.")
            type: Theme.type.caption
            color: Theme.color.text2
        }

        Flickable {
            Layout.fillWidth: true
            Layout.preferredHeight: groups.height
            visible: picker.emoji.query.length === 0
            contentWidth: groups.width
            flickableDirection: Flickable.HorizontalFlick
            boundsBehavior: Flickable.StopAtBounds
            clip: true

            Row {
                id: groups

                spacing: Theme.space.xs

                Repeater {
                    model: picker.emoji.groups

                    Chip {
                        required property string modelData
                        required property int index

                        text: modelData
                        onClicked: grid.positionViewAtIndex(picker.emoji.rowOfGroup(index), GridView.Beginning)
                    }
                }
            }
        }
    }
}
