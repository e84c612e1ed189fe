const IDLE = 0
const WORKER = 1
const HANDLER_A = 2
const HANDLER_B = 3
const DEVICE_A = 4
const DEVICE_B = 5
const DEVICE = 0
const WORK = 1
const DATA_SIZE = 4
const RUNNABLE = 1
const SUSPENDED = 2
const HELD = 4

class Packet {
  constructor(link, task, kind) {
    this.link = link
    this.task = task
    this.kind = kind
    this.register = 0
    this.data = [0, 0, 0, 0]
  }
  addTo(queue) {
    this.link = null
    if (queue === null) return this
    let last = queue
    while (last.link !== null) last = last.link
    last.link = this
    return queue
  }
}

class Idle {
  constructor(scheduler, seed, count) {
    this.scheduler = scheduler
    this.seed = seed
    this.count = count
  }
  run(_packet) {
    this.count--
    if (this.count === 0) return this.scheduler.holdCurrent()
    if ((this.seed & 1) === 0) {
      this.seed = this.seed >> 1
      return this.scheduler.release(DEVICE_A)
    }
    this.seed = (this.seed >> 1) ^ 0xd008
    return this.scheduler.release(DEVICE_B)
  }
}

class Device {
  constructor(scheduler) {
    this.scheduler = scheduler
    this.waiting = null
  }
  run(packet) {
    if (packet !== null) {
      this.waiting = packet
      return this.scheduler.holdCurrent()
    }
    if (this.waiting === null) return this.scheduler.suspendCurrent()
    const ready = this.waiting
    this.waiting = null
    return this.scheduler.queue(ready)
  }
}

class Worker {
  constructor(scheduler) {
    this.scheduler = scheduler
    this.handler = HANDLER_A
    this.letter = 0
  }
  run(packet) {
    if (packet === null) return this.scheduler.suspendCurrent()
    this.handler = this.handler === HANDLER_A ? HANDLER_B : HANDLER_A
    packet.task = this.handler
    packet.register = 0
    for (let i = 0; i < DATA_SIZE; i++) {
      this.letter = this.letter === 26 ? 1 : this.letter + 1
      packet.data[i] = this.letter
    }
    return this.scheduler.queue(packet)
  }
}

class Handler {
  constructor(scheduler, device) {
    this.scheduler = scheduler
    this.device = device
    this.work = null
    this.devices = null
  }
  run(packet) {
    if (packet !== null) {
      if (packet.kind === WORK) this.work = packet.addTo(this.work)
      else this.devices = packet.addTo(this.devices)
    }
    if (this.work !== null) {
      const count = this.work.register
      if (count >= DATA_SIZE) {
        const finished = this.work
        this.work = this.work.link
        finished.task = WORKER
        return this.scheduler.queue(finished)
      }
      if (this.devices !== null) {
        const next = this.devices
        this.devices = this.devices.link
        next.task = this.device
        next.register = this.work.data[count]
        this.work.register = count + 1
        return this.scheduler.queue(next)
      }
    }
    return this.scheduler.suspendCurrent()
  }
}

class TaskBlock {
  constructor(link, id, priority, queue, work) {
    this.link = link
    this.id = id
    this.priority = priority
    this.queue = queue
    this.work = work
    this.state = queue === null ? SUSPENDED : SUSPENDED | RUNNABLE
  }
  setRunning() {
    this.state = 0
  }
  release() {
    this.state &= ~HELD
  }
  hold() {
    this.state |= HELD
  }
  suspend() {
    this.state |= SUSPENDED
  }
  isHeldOrIdle() {
    return (this.state & HELD) !== 0 || this.state === SUSPENDED
  }
  run() {
    let packet = null
    if (this.state === (SUSPENDED | RUNNABLE)) {
      packet = this.queue
      this.queue = packet.link
      this.state = this.queue === null ? 0 : RUNNABLE
    }
    return this.work.run(packet)
  }
  accept(current, packet) {
    if (this.queue === null) {
      this.queue = packet
      this.state |= RUNNABLE
      if (this.priority > current.priority) return this
    } else {
      this.queue = packet.addTo(this.queue)
    }
    return current
  }
}

class Scheduler {
  constructor() {
    this.queued = 0
    this.held = 0
    this.switches = 0
    this.blocks = [null, null, null, null, null, null]
    this.list = null
    this.current = null
    this.currentId = 0
  }
  addIdle(priority, count) {
    this.add(IDLE, priority, null, new Idle(this, 1, count))
    this.list.setRunning()
  }
  addWorker(priority, queue) {
    this.add(WORKER, priority, queue, new Worker(this))
  }
  addHandler(id, priority, device) {
    let queue = null
    for (let i = 0; i < 3; i++) queue = new Packet(queue, device, DEVICE)
    for (let packet = queue; packet !== null; packet = packet.link) packet.task = id
    this.add(id, priority, queue, new Handler(this, device))
  }
  addDevice(id, priority) {
    this.add(id, priority, null, new Device(this))
  }
  add(id, priority, queue, work) {
    this.list = new TaskBlock(this.list, id, priority, queue, work)
    this.blocks[id] = this.list
  }
  run() {
    this.current = this.list
    while (this.current !== null) {
      if (this.current.isHeldOrIdle()) {
        this.current = this.current.link
      } else {
        this.currentId = this.current.id
        this.switches++
        this.current = this.current.run()
      }
    }
  }
  release(id) {
    const block = this.blocks[id]
    block.release()
    return block.priority > this.current.priority ? block : this.current
  }
  holdCurrent() {
    this.held++
    this.current.hold()
    return this.current.link
  }
  suspendCurrent() {
    this.current.suspend()
    return this.current
  }
  queue(packet) {
    const target = this.blocks[packet.task]
    this.queued++
    packet.link = null
    packet.task = this.currentId
    return target.accept(this.current, packet)
  }
}

export function run(n) {
  let sum = 0
  for (let i = 0; i < n; i++) {
    const scheduler = new Scheduler()
    scheduler.addIdle(0, 100)
    let work = new Packet(null, WORKER, WORK)
    work = new Packet(work, WORKER, WORK)
    scheduler.addWorker(1000, work)
    scheduler.addHandler(HANDLER_A, 2000, DEVICE_A)
    scheduler.addHandler(HANDLER_B, 3000, DEVICE_B)
    scheduler.addDevice(DEVICE_A, 4000)
    scheduler.addDevice(DEVICE_B, 5000)
    scheduler.run()
    sum = (sum + scheduler.queued * 3 + scheduler.held * 5 + scheduler.switches) | 0
  }
  return sum
}
