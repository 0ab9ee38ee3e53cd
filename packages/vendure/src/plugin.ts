import { Inject, type OnApplicationBootstrap, type OnApplicationShutdown } from "@nestjs/common";
import {
  AccountRegistrationEvent,
  Customer,
  CustomerEvent,
  EventBus,
  Logger,
  Order,
  OrderEvent,
  OrderLineEvent,
  OrderStateTransitionEvent,
  PluginCommonModule,
  RefundStateTransitionEvent,
  ScheduledTask,
  TransactionalConnection,
  VendurePlugin,
  type RequestContext,
  type RuntimeVendureConfig,
  type Type,
  type VendureEvent,
} from "@vendure/core";
import type { Draft } from "../../client/src/fact.ts";
import { createFlusher, type Flusher } from "../../client/src/flusher.ts";
import { createOutbox, type Note } from "../../client/src/outbox.ts";
import { customerFacts, orderFacts } from "./facts.ts";
import { noteStore } from "./note-store.ts";
import { SluiceNote } from "./note.entity.ts";

export type SluiceOptions = {
  /** The address that Sluice shows for this source. */
  url: string;
  /** The secret that Sluice showed when the source was made. */
  secret: string;
  /** Of the shop's money strategy, when it is not Vendure's own. */
  moneyPrecision?: number;
};

type AboutOrder = VendureEvent & { ctx: RequestContext; order: Order };

const context = "SluicePlugin";

/**
 * Tells Sluice about carts, orders, refunds and customers. What is to be told is written into the shop's database in the same transaction as
 * the change, and stays there until Sluice has it.
 */
@VendurePlugin({
  imports: [PluginCommonModule],
  entities: [SluiceNote],
  configuration: (config: RuntimeVendureConfig) => {
    config.schedulerOptions.tasks ??= [];
    config.schedulerOptions.tasks.push(
      new ScheduledTask({
        id: "sluice-flush",
        description: "Tells Sluice what it could not be told at once",
        schedule: "* * * * *",
        execute: ({ injector }) => injector.get(SluicePlugin).flush(),
      }),
    );
    return config;
  },
  compatibility: "^3.0.0",
})
export class SluicePlugin implements OnApplicationBootstrap, OnApplicationShutdown {
  private static options: SluiceOptions;
  private flusher: Flusher | undefined;
  private readonly bus: EventBus;
  private readonly connection: TransactionalConnection;

  constructor(@Inject(EventBus) bus: EventBus, @Inject(TransactionalConnection) connection: TransactionalConnection) {
    this.bus = bus;
    this.connection = connection;
  }

  static init(options: SluiceOptions): Type<SluicePlugin> {
    this.options = options;
    return SluicePlugin;
  }

  async onApplicationBootstrap(): Promise<void> {
    try {
      await this.connection.rawConnection.getRepository(SluiceNote).count();
    } catch {
      // Without its table a handler would fail, and with it the buyer's order.
      Logger.error("There is no table sluice_note: run the database migration. Until then Sluice is told nothing.", context);
      return;
    }
    const log = (message: string) => Logger.warn(message, context);
    const store = noteStore(this.connection.rawConnection.getRepository(SluiceNote));
    this.flusher = createFlusher(createOutbox({ store, read: (note) => this.read(note), target: SluicePlugin.options, log }), log);
    this.watch();
    this.flusher.soon();
  }

  async onApplicationShutdown(): Promise<void> {
    this.flusher?.stop();
  }

  /** Also what the scheduled task does each minute, in the process that runs tasks. */
  async flush(): Promise<void> {
    await this.flusher?.flush();
  }

  private watch(): void {
    const note = async (ctx: RequestContext, topic: string, subject: string | number | undefined) => {
      if (subject === undefined) return;
      await this.connection
        .getRepository(ctx, SluiceNote)
        .insert({ topic, subject: String(subject), facts: null, dueAt: new Date(), problem: null });
      this.flusher!.soon();
    };
    const orders: Type<AboutOrder>[] = [OrderEvent, OrderLineEvent, OrderStateTransitionEvent, RefundStateTransitionEvent];
    this.bus.registerBlockingEventHandler({
      id: "sluice-orders",
      event: orders,
      handler: ({ ctx, order }) => note(ctx, "order", order.id),
    });
    this.bus.registerBlockingEventHandler({
      id: "sluice-customers",
      event: CustomerEvent,
      handler: ({ ctx, entity }) => note(ctx, "customer", entity.id),
    });
    this.bus.registerBlockingEventHandler({
      id: "sluice-accounts",
      event: AccountRegistrationEvent,
      handler: ({ ctx, user }) => note(ctx, "user", user.id),
    });
  }

  private async read({ topic, subject }: Note): Promise<Draft[]> {
    if (topic === "order") {
      const relations = [
        "customer",
        "lines",
        "lines.productVariant",
        "lines.productVariant.translations",
        "payments",
        "payments.refunds",
        "fulfillments",
      ];
      const order = await this.connection.rawConnection.getRepository(Order).findOne({ where: { id: subject }, relations });
      return order ? orderFacts(order, SluicePlugin.options.moneyPrecision) : [];
    }
    const where = topic === "user" ? { user: { id: subject } } : { id: subject };
    const customer = await this.connection.rawConnection.getRepository(Customer).findOne({ where });
    return customer ? customerFacts(customer) : [];
  }
}
