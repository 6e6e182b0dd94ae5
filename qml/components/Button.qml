pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Sotto.Native
import Sotto.Theme

// A button with a verb and a noun on it.
//
//   text       what it does (required)
//   kind       Button.Primary (at most one a page), Secondary, Quiet, Danger (confirmations and
//              alarms only), QuietDanger
//   large      44 instead of 36 high, for full pages
//   iconName   an icon before the text
//   busy       three dots in place of the icon, or of the text where there is none; the width stays
//              and nothing can be clicked
//
// Space and Enter click it.
T.Button {
    id: button

    enum Kind {
        Primary,
        Secondary,
        Quiet,
        Danger,
        QuietDanger
    }

    property int kind: Button.Secondary
    property bool large: false
    property string iconName
    property bool busy: false

    readonly property bool filled: button.kind === Button.Primary || button.kind === Button.Danger
    readonly property int iconSpace: button.iconName.length > 0 ? Theme.size.icon + button.spacing : 0
    readonly property TypeStyle type: button.large ? Theme.type.buttonLarge : Theme.type.bodyStrong
    // By kind, in the order of the enumeration.
    readonly property color ink: !button.enabled ? Theme.color.textDis : [Theme.color.inkOnAccent, Theme.color.text, Theme.color.accentText, Theme.color.inkOnDanger, Theme.color.dangerText][button.kind]
    readonly property color restingFill: [Theme.color.accent, "transparent", "transparent", Theme.color.danger, "transparent"][button.kind]
    readonly property color hoveredFill: [Theme.color.accentHover, Theme.color.hover, Theme.color.hover, Theme.color.dangerHover, Theme.color.hover][button.kind]
    readonly property color pressedFill: [Theme.color.accentPressed, Theme.color.selected, Theme.color.selected, Theme.color.dangerHover, Theme.color.selected][button.kind]
    readonly property color disabledFill: button.filled ? Theme.color.field : "transparent"
    readonly property color fill: !button.enabled ? button.disabledFill : button.down ? button.pressedFill : button.hovered && !button.busy ? button.hoveredFill : button.restingFill

    leftPadding: button.large ? Theme.space.xl : Theme.space.l
    rightPadding: button.leftPadding
    topPadding: Theme.space.s
    bottomPadding: Theme.space.s
    spacing: Theme.space.s
    implicitWidth: implicitContentWidth + leftPadding + rightPadding
    implicitHeight: Math.max(button.large ? Theme.size.buttonLarge : Theme.size.button, implicitContentHeight + topPadding + bottomPadding)
    focusPolicy: Qt.StrongFocus
    hoverEnabled: true

    Accessible.role: Accessible.Button
    Accessible.name: button.text
    Accessible.description: button.busy ? qsTr("Busy") : ""
    Accessible.onPressAction: button.activate()

    Keys.onReturnPressed: button.activate()
    Keys.onEnterPressed: button.activate()
    Keys.onSpacePressed: event => event.accepted = button.busy

    function activate() {
        if (button.enabled && !button.busy)
            button.clicked();
    }

    contentItem: Item {
        implicitWidth: Math.ceil(verb.implicitWidth) + button.iconSpace
        implicitHeight: verb.implicitHeight

        Row {
            id: row

            anchors.centerIn: parent
            spacing: button.spacing

            Item {
                id: place

                visible: button.iconName.length > 0
                width: Theme.size.icon
                height: verb.height

                Icon {
                    anchors.centerIn: parent
                    name: button.iconName
                    color: button.ink
                    visible: !button.busy
                }
            }
            Label {
                id: verb

                text: button.text
                type: button.type
                color: button.ink
                opacity: button.busy && button.iconName.length === 0 ? 0 : 1
                width: Math.min(Math.ceil(implicitWidth), button.availableWidth - button.iconSpace)
                elide: Text.ElideRight
                Accessible.ignored: true
            }
        }
        // A busy button is not disabled, so that it keeps the focus; it only takes no clicks.
        When {
            active: button.busy

            MouseArea {
                anchors.fill: parent
                anchors.margins: -Theme.space.xl

                BusyDots {
                    x: button.iconName.length > 0 ? Theme.space.xl + row.x + place.x + (place.width - width) / 2 : (parent.width - width) / 2
                    anchors.verticalCenter: parent.verticalCenter
                    color: button.ink
                    dotSize: Theme.space.xs
                }
            }
        }
    }

    background: Rectangle {
        radius: button.large ? Theme.radius.controlLarge : Theme.radius.control
        color: button.fill
        border.width: button.kind === Button.Secondary ? Theme.size.edge : 0
        border.color: button.enabled ? Theme.color.control : Theme.color.lineStrong

        Behavior on color {
            enabled: Theme.motion.moves

            ColorAnimation {
                duration: Theme.motion.fast
            }
        }

        FocusRing {
            shown: button.visualFocus
            cornerRadius: button.large ? Theme.radius.controlLarge : Theme.radius.control
        }
    }
}
