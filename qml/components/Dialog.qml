import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Sotto.Theme

// A dialog over the window: a title, a sentence, what the page puts into it, and its buttons.
//
//   heading    the title (required)
//   lead       a sentence below it
//   iconName   in a round tile before the title
//   danger     the tile in danger's colours instead of the accent's
//   content    items below (the default property), in a column
//   buttons    Button items; the primary one stands at the end
//   hasContent, hasButtons   false where all of them are hidden
//   alarm      640 wide; Escape does not close it, the keyboard goes to the heading and no key
//              answers it by accident
//
// Open with open(). Tab stays inside. Escape closes, unless it is an alarm.
T.Popup {
    id: dialog

    required property string heading
    property string lead
    property string iconName
    property bool danger: dialog.alarm
    property bool alarm: false
    property bool hasContent: body.children.length > 0
    property bool hasButtons: buttonRow.children.length > 0
    property int preferredWidth: dialog.alarm ? Theme.size.alarmDialog : Theme.size.dialog
    default property alias content: body.data
    property alias buttons: buttonRow.data
    // What scrolls where the window is too low for it.
    readonly property alias scroller: flick

    readonly property real room: dialog.parent ? dialog.parent.width : 0
    readonly property bool narrow: dialog.room < Theme.narrowBelow

    function widthOf(items: var): real {
        let sum = 0;
        for (let i = 0; i < items.length; ++i)
            sum += items[i].visible ? items[i].implicitWidth + (sum > 0 ? Theme.space.s : 0) : 0;
        return sum;
    }

    parent: T.Overlay.overlay
    anchors.centerIn: parent
    width: dialog.narrow ? dialog.room - Theme.space.l : Math.min(dialog.preferredWidth, dialog.room - Theme.space.huge)
    height: Math.min(implicitHeight, (dialog.parent ? dialog.parent.height : implicitHeight) - Theme.space.l)
    implicitHeight: column.implicitHeight + topPadding + bottomPadding
    padding: dialog.narrow ? Theme.space.xl : Theme.space.xxxl
    modal: true
    focus: true
    closePolicy: dialog.alarm ? T.Popup.NoAutoClose : T.Popup.CloseOnEscape

    onAboutToShow: PopupFocus.keep(T.Overlay.overlay)
    onOpened: title.forceActiveFocus(Qt.PopupFocusReason)
    onClosed: PopupFocus.giveBack(T.Overlay.overlay)

    T.Overlay.modal: Rectangle {
        color: Theme.color.scrim
    }

    enter: Transition {
        NumberAnimation {
            property: "opacity"
            from: 0
            to: 1
            duration: Theme.motion.normal
            easing.type: Theme.motion.easingIn
        }
    }
    exit: Transition {
        NumberAnimation {
            property: "opacity"
            to: 0
            duration: Theme.motion.normal
            easing.type: Theme.motion.easingOut
        }
    }

    background: Rectangle {
        radius: Theme.radius.dialog
        color: Theme.color.raised
        border.width: Theme.size.edge
        border.color: Theme.color.lineStrong
    }

    contentItem: FocusScope {
        LayoutMirroring.enabled: Theme.mirrored
        LayoutMirroring.childrenInherit: true

        Accessible.role: dialog.alarm ? Accessible.AlertMessage : Accessible.Dialog
        Accessible.name: dialog.heading
        Accessible.description: dialog.lead

        Flickable {
            id: flick

            anchors.fill: parent
            contentHeight: column.implicitHeight
            boundsBehavior: Flickable.StopAtBounds
            interactive: contentHeight > height
            clip: interactive

            T.ScrollBar.vertical: ScrollBar {}

            ColumnLayout {
                id: column

                width: flick.width
                spacing: Theme.space.xl

                RowLayout {
                    spacing: Theme.space.l

                    Rectangle {
                        Layout.alignment: Qt.AlignTop
                        implicitWidth: Theme.size.avatarRow
                        implicitHeight: Theme.size.avatarRow
                        radius: width / 2
                        visible: dialog.iconName.length > 0
                        color: dialog.danger ? Theme.color.dangerTint : Theme.color.accentTint
                        border.width: Theme.size.edge
                        border.color: Theme.color.tintEdge

                        Icon {
                            anchors.centerIn: parent
                            name: dialog.iconName
                            color: dialog.danger ? Theme.color.dangerText : Theme.color.accentText
                        }
                    }
                    ColumnLayout {
                        spacing: Theme.space.xxs

                        Label {
                            id: title

                            Layout.fillWidth: true
                            text: dialog.heading
                            type: Theme.type.title
                            wrapMode: Text.Wrap
                            focus: true
                            activeFocusOnTab: false
                            Accessible.role: Accessible.Heading
                            Accessible.name: dialog.heading
                        }
                        Label {
                            Layout.fillWidth: true
                            visible: dialog.lead.length > 0
                            text: dialog.lead
                            color: Theme.color.text2
                            wrapMode: Text.Wrap
                        }
                    }
                }

                ColumnLayout {
                    id: body

                    Layout.fillWidth: true
                    visible: dialog.hasContent
                    spacing: Theme.space.xl
                }

                Flow {
                    id: buttonRow

                    // As wide as its buttons in one row, so that they stand at the end.
                    Layout.alignment: Qt.AlignRight
                    Layout.preferredWidth: Math.min(column.width, dialog.widthOf(children))
                    visible: dialog.hasButtons
                    spacing: Theme.space.s
                }
            }
        }
    }
}
