// The little of Vendure, TypeORM and Nest that the plugin uses, so that it is type-checked here without installing them. When the package is
// used in a shop, the real ones count.
declare module "@nestjs/common" {
  export interface OnApplicationBootstrap {
    onApplicationBootstrap(): unknown;
  }
  export interface OnApplicationShutdown {
    onApplicationShutdown(signal?: string): unknown;
  }
  export function Inject(token: unknown): (target: object, key: string | symbol | undefined, index: number) => void;
}

declare module "typeorm" {
  type Where<Row> = { [Field in keyof Row]?: unknown };
  export interface Repository<Row> {
    count(): Promise<number>;
    find(options: { where: Where<Row>; order?: Record<string, "ASC" | "DESC">; take?: number }): Promise<Row[]>;
    findOne(options: { where: Record<string, unknown>; relations?: string[] }): Promise<Row | null>;
    insert(row: Partial<Row>): Promise<unknown>;
    update(id: string, change: Partial<Row>): Promise<unknown>;
    delete(which: string | Where<Row>): Promise<unknown>;
  }
  export function Entity(name: string): ClassDecorator;
  export function Column(type: string | { type: unknown }, options?: { nullable?: boolean }): PropertyDecorator;
  export function Index(name: string): PropertyDecorator;
  export function In(values: readonly unknown[]): unknown;
  export function IsNull(): unknown;
  export function Not(condition: unknown): unknown;
  export function LessThanOrEqual(value: unknown): unknown;
}

declare module "@vendure/core" {
  import type { Repository } from "typeorm";

  type ID = string | number;
  // oxlint-disable-next-line typescript/no-explicit-any -- as Vendure has it: any class
  export type Type<T> = new (...parts: any[]) => T;
  export interface RequestContext {
    readonly channelId: ID;
  }
  export class VendureEntity {
    constructor(input?: object);
    id: ID;
    createdAt: Date;
    updatedAt: Date;
  }
  export class Customer extends VendureEntity {
    deletedAt: Date | null;
    firstName: string;
    lastName: string;
    phoneNumber: string;
    emailAddress: string;
  }
  interface OrderAddress {
    fullName?: string;
    company?: string;
    city?: string;
    countryCode?: string;
    phoneNumber?: string;
  }
  class OrderLine extends VendureEntity {
    quantity: number;
    get proratedUnitPriceWithTax(): number;
    productVariant: VendureEntity & { sku: string; translations: { name: string }[] };
  }
  export class Order extends VendureEntity {
    code: string;
    state: string;
    active: boolean;
    orderPlacedAt?: Date;
    customer?: Customer;
    lines: OrderLine[];
    payments: (VendureEntity & { refunds: (VendureEntity & { total: number; state: string })[] })[];
    fulfillments: (VendureEntity & { state: string })[];
    billingAddress: OrderAddress;
    shippingAddress: OrderAddress;
    currencyCode: string;
    subTotal: number;
    subTotalWithTax: number;
    shipping: number;
    shippingWithTax: number;
  }
  export class VendureEvent {
    readonly createdAt: Date;
  }
  class AboutOrder extends VendureEvent {
    ctx: RequestContext;
    order: Order;
  }
  export class OrderEvent extends AboutOrder {
    entity: Order;
  }
  export class OrderLineEvent extends AboutOrder {
    orderLine: OrderLine;
  }
  export class OrderStateTransitionEvent extends AboutOrder {
    toState: string;
  }
  export class RefundStateTransitionEvent extends AboutOrder {
    refund: VendureEntity;
  }
  export class CustomerEvent extends VendureEvent {
    ctx: RequestContext;
    entity: Customer;
  }
  export class AccountRegistrationEvent extends VendureEvent {
    ctx: RequestContext;
    user: VendureEntity;
  }
  export class EventBus {
    registerBlockingEventHandler<T extends VendureEvent>(options: {
      id: string;
      event: Type<T> | Type<T>[];
      handler: (event: T) => void | Promise<void>;
    }): void;
  }
  export class TransactionalConnection {
    rawConnection: { getRepository<Row>(entity: Type<Row>): Repository<Row> };
    getRepository<Row>(ctx: RequestContext | undefined, entity: Type<Row>): Repository<Row>;
  }
  export class ScheduledTask {
    constructor(config: {
      id: string;
      description?: string;
      schedule: string;
      execute: (args: { injector: { get<T>(type: Type<T>): T } }) => Promise<unknown>;
    });
  }
  export interface RuntimeVendureConfig {
    schedulerOptions: { tasks?: ScheduledTask[] };
  }
  export class PluginCommonModule {}
  export const Logger: { warn(message: string, context?: string): void; error(message: string, context?: string): void };
  export function VendurePlugin(metadata: {
    imports?: unknown[];
    entities?: Type<unknown>[];
    configuration?: (config: RuntimeVendureConfig) => RuntimeVendureConfig;
    compatibility?: string;
  }): ClassDecorator;
}
