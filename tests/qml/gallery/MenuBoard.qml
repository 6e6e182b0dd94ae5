import QtQuick
import Sotto.Components
import Sotto.Theme

Board {
    id: board

    Menu {
        visible: true
        x: 24
        y: 24
        currentIndex: 1

        MenuItem { text: "Reply"; iconName: "reply"; shortcut: "R" }
        MenuItem { text: "Copy"; iconName: "copy"; shortcut: "Ctrl+C" }
        MenuItem { text: "Edit"; iconName: "edit"; enabled: false }
        MenuItem { text: "Show seconds"; checkable: true; checked: true }
        MenuLine {}
        MenuItem { text: "Delete"; iconName: "trash"; danger: true }
    }
    Item {
        x: 320
        y: 40
        width: 36
        height: 36

        ToolTip { visible: true; delay: 0; text: "New chat (Ctrl+N)" }
    }
    Item {
        x: 480
        y: 40
        width: 36
        height: 36

        ToolTip { visible: true; delay: 0; text: "A longer tool tip wraps at two hundred and eighty pixels, and says all that there is" }
    }
    HoverBar { x: 320; y: 140 }
    Dialog {
        visible: true
        modal: false
        heading: "Delete this conversation?"
        lead: "It goes away on this device. Noor keeps what you sent."
        buttons: [
            Button { text: "Keep it" },
            Button { text: "Delete conversation"; kind: Button.Danger }
        ]
        anchors.centerIn: undefined
        x: 120
        y: 320
    }
}
